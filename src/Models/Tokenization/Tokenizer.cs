using System.Security.Cryptography;
using RL4VLM.Core.Stages;

namespace RL4VLM.Models.Tokenization;

/// <summary>Byte-pair tokenizer read from a Hugging Face <c>tokenizer.json</c>: SentencePiece-like with byte fallback (LLaMA, Mistral)
/// or byte-level (GPT-2, Qwen). Equal to the Rust tokenizers library on ids, offsets and decoding.</summary>
public sealed class Tokenizer : ITokenizer
{
    private readonly TokenizerParts parts;
    private readonly TokenDecoder decoder;

    private Tokenizer(TokenizerParts parts, TokenizerSettings settings, string hash)
    {
        this.parts = parts;
        Settings = settings;
        Hash = hash;
        VocabularySize = Math.Max(parts.Model.HighestId, parts.Added.HighestId) + 1;
        decoder = new TokenDecoder(parts.Decoder, VocabularySize, FindToken, parts.Added.IsSpecial);
    }

    /// <summary>One more than the highest id, added tokens included.</summary>
    public int VocabularySize { get; }

    public int? BosId { get; private init; }

    public int EosId { get; private init; }

    public int PadId { get; private init; }

    public string Hash { get; }

    /// <summary>What tokenizer_config.json says.</summary>
    public TokenizerSettings Settings { get; }

    /// <summary>Reads <c>tokenizer.json</c> and, where present, <c>tokenizer_config.json</c> of a checkpoint folder.</summary>
    /// <exception cref="StageException">78: no such file, or a kind of tokenizer that is not supported; 65: a damaged file.</exception>
    public static Tokenizer Load(string directory)
    {
        string path = Path.Combine(directory, "tokenizer.json"), configPath = Path.Combine(directory, "tokenizer_config.json");
        if (!File.Exists(path)) throw new StageException(ExitCodes.BadManifest, $"{path}: no such file; a checkpoint folder needs a Hugging Face tokenizer.json");
        return Parse(File.ReadAllBytes(path), File.Exists(configPath) ? File.ReadAllBytes(configPath) : null, path);
    }

    /// <summary>Reads the bytes of tokenizer.json and tokenizer_config.json.</summary>
    /// <param name="tokenizerJson">Contents of tokenizer.json.</param>
    /// <param name="tokenizerConfigJson">Contents of tokenizer_config.json; null where there is none.</param>
    /// <param name="name">What messages call the file.</param>
    /// <exception cref="StageException">As <see cref="Load"/>.</exception>
    public static Tokenizer Parse(byte[] tokenizerJson, byte[]? tokenizerConfigJson = null, string name = "tokenizer.json")
    {
        TokenizerSettings settings = TokenizerSettings.Parse(tokenizerConfigJson, Path.Combine(Path.GetDirectoryName(name) ?? "", "tokenizer_config.json"));
        TokenizerParts parts = TokenizerReader.Read(tokenizerJson, name, settings);
        int? Find(string? token) => token is not null && (parts.Added.TryGetId(token, out int id) || parts.Model.TryGetId(token, out id)) ? id : null;
        int eos = Find(settings.EosToken) ?? (settings.EosToken is { } named
            ? throw new StageException(ExitCodes.CorruptInput, $"{name}: the eos_token '{named}' of tokenizer_config.json is not in the vocabulary")
            : Find("</s>") ?? Find("<|im_end|>") ?? Find("<|endoftext|>")
            ?? throw new StageException(ExitCodes.BadManifest, $"{name}: no end-of-sequence token; name it as eos_token in tokenizer_config.json"));
        return new Tokenizer(parts, settings, Convert.ToHexStringLower(SHA256.HashData(tokenizerJson)))
        {
            BosId = Find(settings.BosToken) ?? (settings.HasFile ? null : Find("<s>")),
            EosId = eos,
            PadId = Find(settings.PadToken) ?? Find("<pad>") ?? eos,
        };
    }

    public int? TokenToId(string token) => parts.Added.TryGetId(token, out int id) || parts.Model.TryGetId(token, out id) ? id : null;

    public string IdToToken(int id) => FindToken(id) ?? throw new ArgumentOutOfRangeException(nameof(id), id, $"no token has this id; the vocabulary has {VocabularySize}");

    public Encoding Encode(string text, bool addSpecialTokens)
    {
        var tokens = new List<EncodedToken>(text.Length / 2);
        foreach ((int id, NormalizedText piece) in parts.Added.Split(text))
        {
            if (id >= 0)
            {
                tokens.Add(new EncodedToken(id, piece.Begin[0], piece.End[^1]));
                continue;
            }

            foreach (NormalizedText word in parts.PreTokenizer?.Split(piece) ?? [piece])
            {
                if (word.Length == 0) continue;
                BytePairModel.Word encoded = parts.Model.Encode(word.Runes);
                for (int i = 0; i < encoded.Ids.Length; i++)
                    tokens.Add(new EncodedToken(encoded.Ids[i], word.Begin[encoded.Starts[i]], word.End[encoded.Ends[i] - 1]));
            }
        }

        parts.PostProcessor?.Process(tokens, addSpecialTokens);
        var ids = new int[tokens.Count];
        var offsets = new (int Start, int End)[tokens.Count];
        for (int i = 0; i < ids.Length; i++) (ids[i], offsets[i].Start, offsets[i].End) = tokens[i];
        return new Encoding(ids, offsets);
    }

    /// <summary>Ids that no token has are left out, as the Rust library does.</summary>
    public string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens) => decoder.Decode(ids, skipSpecialTokens);

    public DecodedText DecodeWithOffsets(ReadOnlySpan<int> ids) => decoder.DecodeWithOffsets(ids);

    private string? FindToken(int id) => parts.Added.TokenOf(id) ?? parts.Model.TokenOf(id);
}
