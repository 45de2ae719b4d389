namespace RL4VLM.Models.Tokenization;

/// <summary>A Hugging Face <c>tokenizer.json</c> in memory. Immutable and thread-safe.</summary>
public interface ITokenizer
{
    int VocabularySize { get; }

    int? BosId { get; }

    /// <summary>End of sequence: generation stops after emitting it.</summary>
    int EosId { get; }

    int PadId { get; }

    /// <summary>SHA-256 (lower-case hex) of the tokenizer.json bytes.</summary>
    string Hash { get; }

    int? TokenToId(string token);

    string IdToToken(int id);

    /// <summary>Ids and offsets (Unicode code points, half-open) as the Rust tokenizers library gives them.</summary>
    Encoding Encode(string text, bool addSpecialTokens);

    string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens);

    /// <summary>Decodes and tells, for each id, the UTF-16 index in the text at which its characters begin and end
    /// (a token that completes no character has an empty range at the next one). Special tokens are skipped and get empty ranges.</summary>
    DecodedText DecodeWithOffsets(ReadOnlySpan<int> ids);
}

public sealed record Encoding(int[] Ids, (int Start, int End)[] Offsets);

public sealed record DecodedText(string Text, (int Start, int End)[] Offsets);
