using System.Buffers;
using System.Text;

namespace RL4VLM.Models.Tokenization;

/// <summary>Turns ids into text. The two usual decoders (byte-level; replace, byte fallback, fuse, strip) run over tables with one entry
/// per id; any other runs step by step as written.</summary>
internal sealed class TokenDecoder
{
    private readonly Entry?[] entries;
    private readonly Func<int, string?> tokenOf;
    private readonly Func<string, bool> isSpecial;
    private readonly IDecoder? decoder;
    private readonly bool byteLevel, byteFallback, tables;
    private readonly ReplaceDecoder[] replacements = [];
    private readonly StripDecoder? strip;

    public TokenDecoder(IDecoder? decoder, int idCount, Func<int, string?> tokenOf, Func<string, bool> isSpecial)
    {
        this.decoder = decoder;
        this.tokenOf = tokenOf;
        this.isSpecial = isSpecial;
        entries = new Entry?[idCount];
        IReadOnlyList<IDecoder> steps = decoder is SequenceDecoder sequence ? sequence.Steps : decoder is null ? [] : [decoder];
        if (steps is [ByteLevelDecoder])
        {
            byteLevel = tables = true;
            return;
        }

        int at = 0;
        while (at < steps.Count && steps[at] is ReplaceDecoder) at++;
        replacements = steps.Take(at).Cast<ReplaceDecoder>().ToArray();
        byteFallback = at < steps.Count && steps[at] is ByteFallbackDecoder;
        if (byteFallback) at++;
        bool fused = at < steps.Count && steps[at] is FuseDecoder;
        if (fused) at++;
        if (fused && at < steps.Count && steps[at] is StripDecoder last)
        {
            strip = last;
            at++;
        }

        tables = steps.Count > 0 && at == steps.Count;
    }

    public string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens) =>
        tables ? Run(ids, skipSpecialTokens, default) : StepByStep(ids, skipSpecialTokens);

    public DecodedText DecodeWithOffsets(ReadOnlySpan<int> ids)
    {
        var offsets = new (int Start, int End)[ids.Length];
        if (tables) return new DecodedText(Run(ids, skipSpecialTokens: true, offsets), offsets);

        // Decoders without a table are rare: measure what every id adds.
        string text = StepByStep(ids, skipSpecialTokens: true);
        int before = 0;
        for (int i = 0; i < ids.Length; i++)
        {
            string prefix = StepByStep(ids[..(i + 1)], skipSpecialTokens: true);
            int end = Math.Max(before, i == ids.Length - 1 ? text.Length : prefix.AsSpan().CommonPrefixLength(text));
            offsets[i] = (before, end);
            before = end;
        }

        return new DecodedText(text, offsets);
    }

    private string StepByStep(ReadOnlySpan<int> ids, bool skipSpecialTokens)
    {
        var tokens = new List<string>(ids.Length);
        foreach (int id in ids)
            if (EntryOf(id) is { } entry && !(skipSpecialTokens && entry.Special)) tokens.Add(entry.Token);
        return decoder is null ? string.Join(' ', tokens) : string.Concat(decoder.Decode(tokens));
    }

    private string Run(ReadOnlySpan<int> ids, bool skipSpecialTokens, Span<(int Start, int End)> offsets)
    {
        int capacity = 0;
        foreach (int id in ids)
            if (EntryOf(id) is { } entry) capacity += byteLevel ? entry.Bytes.Length : Math.Max(1, entry.Text.Length);
        char[] buffer = ArrayPool<char>.Shared.Rent(Math.Max(16, capacity));
        byte[] run = ArrayPool<byte>.Shared.Rent(Math.Max(16, capacity));
        int length = 0, runLength = 0, runFirst = 0;
        for (int i = 0; i < ids.Length; i++)
        {
            bool bytes = false;
            if (EntryOf(ids[i]) is { } entry && !(skipSpecialTokens && entry.Special))
            {
                bytes = byteLevel || entry.Byte >= 0;
                if (!bytes)
                {
                    Flush(i, offsets);
                    entry.Text.CopyTo(buffer.AsSpan(length));
                    if (!offsets.IsEmpty) offsets[i] = (length, length + entry.Text.Length);
                    length += entry.Text.Length;
                    runFirst = i + 1;
                    continue;
                }

                if (byteLevel)
                {
                    entry.Bytes.CopyTo(run.AsSpan(runLength));
                    runLength += entry.Bytes.Length;
                }
                else
                {
                    run[runLength++] = (byte)entry.Byte;
                }
            }

            // Within a run: bytes so far, made into text positions by Flush. A skipped id adds none.
            if (!offsets.IsEmpty) offsets[i] = (0, runLength);
        }

        Flush(ids.Length, offsets);
        (int from, int to) = strip?.Range(buffer.AsSpan(0, length)) ?? (0, length);
        for (int i = 0; i < offsets.Length; i++)
            offsets[i] = (Math.Clamp(offsets[i].Start, from, to) - from, Math.Clamp(offsets[i].End, from, to) - from);
        var text = new string(buffer, from, to - from);
        ArrayPool<char>.Shared.Return(buffer);
        ArrayPool<byte>.Shared.Return(run);
        return text;

        void Flush(int until, Span<(int Start, int End)> places)
        {
            if (runLength == 0 && places.IsEmpty) return;
            ReadOnlySpan<byte> bytes = run.AsSpan(0, runLength);
            runLength = 0;
            bool scattered = !byteLevel && !System.Text.Unicode.Utf8.IsValid(bytes);
            if (places.IsEmpty)
            {
                if (scattered) buffer.AsSpan(length, bytes.Length).Fill('\uFFFD');
                length += scattered ? bytes.Length : System.Text.Encoding.UTF8.GetChars(bytes, buffer.AsSpan(length));
                return;
            }

            int at = 0;
            for (int i = runFirst, start = length; i < until; i++)
            {
                while (at < bytes.Length)
                {
                    int size = 1, units = 1;
                    Rune rune = Rune.ReplacementChar;
                    if (!scattered)
                    {
                        Rune.DecodeFromUtf8(bytes[at..], out rune, out size);
                        units = rune.Utf16SequenceLength;
                    }

                    if (at + size > places[i].End) break;
                    rune.EncodeToUtf16(buffer.AsSpan(length));
                    length += units;
                    at += size;
                }

                places[i] = (start, length);
                start = length;
            }

            runFirst = until;
        }
    }

    private Entry? EntryOf(int id)
    {
        if ((uint)id >= (uint)entries.Length) return null;
        return entries[id] ?? Create(id);
    }

    private Entry? Create(int id)
    {
        if (tokenOf(id) is not { } token) return null;
        string text = replacements.Aggregate(token, (current, step) => step.Apply(current));
        return entries[id] = new Entry(token, text, byteLevel ? ByteLevelDecoder.BytesOf(token) : [], byteFallback ? ByteFallbackDecoder.ByteOf(text) : -1, isSpecial(token));
    }

    private sealed record Entry(string Token, string Text, byte[] Bytes, int Byte, bool Special);
}
