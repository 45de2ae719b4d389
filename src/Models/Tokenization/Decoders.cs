using System.Globalization;
using System.Text;

namespace RL4VLM.Models.Tokenization;

/// <summary>One step of turning tokens back into text.</summary>
internal interface IDecoder
{
    List<string> Decode(List<string> tokens);
}

internal sealed class SequenceDecoder(IDecoder[] steps) : IDecoder
{
    public IReadOnlyList<IDecoder> Steps => steps;

    public List<string> Decode(List<string> tokens) => steps.Aggregate(tokens, (current, step) => step.Decode(current));
}

/// <summary>A step that treats every token by itself, so that it can be done once per vocabulary entry.</summary>
internal sealed class ReplaceDecoder(TextPattern pattern, string content) : IDecoder
{
    private readonly int[] content = CodePoints.Of(content);

    public List<string> Decode(List<string> tokens) => tokens.ConvertAll(Apply);

    public string Apply(string token)
    {
        NormalizedText text = NormalizedText.From(token);
        text.Replace(pattern, content);
        return text.ToString();
    }
}

/// <summary>Joins runs of &lt;0xNN&gt; tokens; a run that is not UTF-8 becomes one U+FFFD a byte.</summary>
internal sealed class ByteFallbackDecoder : IDecoder
{
    public List<string> Decode(List<string> tokens)
    {
        var output = new List<string>(tokens.Count);
        var run = new List<byte>();
        foreach (string token in tokens)
        {
            if (ByteOf(token) is >= 0 and var value)
            {
                run.Add((byte)value);
                continue;
            }

            Flush();
            output.Add(token);
        }

        Flush();
        return output;

        void Flush()
        {
            byte[] bytes = run.ToArray();
            run.Clear();
            if (bytes.Length == 0) return;
            if (System.Text.Unicode.Utf8.IsValid(bytes)) output.Add(System.Text.Encoding.UTF8.GetString(bytes));
            else output.AddRange(Enumerable.Repeat("\uFFFD", bytes.Length));
        }
    }

    /// <summary>The byte a token such as <c>&lt;0x0A&gt;</c> stands for, or −1.</summary>
    public static int ByteOf(string token)
    {
        if (token.Length != 6 || !token.StartsWith("<0x", StringComparison.Ordinal) || token[5] != '>') return -1;
        // The library parses the two digits as Rust does, which takes a leading plus.
        ReadOnlySpan<char> digits = token.AsSpan(token[3] == '+' ? 4 : 3, token[3] == '+' ? 1 : 2);
        return byte.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value) ? value : -1;
    }
}

internal sealed class FuseDecoder : IDecoder
{
    public List<string> Decode(List<string> tokens) => [string.Concat(tokens)];
}

/// <summary>Cuts up to so many of one character off the ends of every token.</summary>
internal sealed class StripDecoder(int content, int start, int stop) : IDecoder
{
    public List<string> Decode(List<string> tokens) => tokens.ConvertAll(token =>
    {
        (int from, int to) = Range(token);
        return token[from..to];
    });

    /// <summary>UTF-16 range that stays.</summary>
    public (int From, int To) Range(ReadOnlySpan<char> token)
    {
        int from = 0, to = token.Length;
        for (int i = 0; i < start && from < token.Length && Rune.DecodeFromUtf16(token[from..], out Rune rune, out int length) == 0 && rune.Value == content; i++) from += length;
        for (int i = 0; i < stop && to > from && Rune.DecodeLastFromUtf16(token[..to], out Rune rune, out int length) == 0 && rune.Value == content; i++) to -= length;
        return (from, to);
    }
}

internal sealed class MetaspaceDecoder(string replacement, PrependScheme scheme) : IDecoder
{
    public List<string> Decode(List<string> tokens) => tokens.Select((token, i) =>
        token.Replace(replacement, i == 0 && scheme != PrependScheme.Never ? "" : " ", StringComparison.Ordinal)).ToList();
}

/// <summary>Characters back to bytes; what is no UTF-8 becomes U+FFFD per maximal subpart.</summary>
internal sealed class ByteLevelDecoder : IDecoder
{
    public List<string> Decode(List<string> tokens) => [System.Text.Encoding.UTF8.GetString(tokens.SelectMany(BytesOf).ToArray())];

    /// <summary>A token with any character outside the byte alphabet (an added token) stands for its own UTF-8.</summary>
    public static byte[] BytesOf(string token)
    {
        int[] runes = CodePoints.Of(token);
        var bytes = new byte[runes.Length];
        for (int i = 0; i < runes.Length; i++)
        {
            int value = ByteAlphabet.ByteOf(runes[i]);
            if (value < 0) return System.Text.Encoding.UTF8.GetBytes(token);
            bytes[i] = (byte)value;
        }

        return bytes;
    }
}
