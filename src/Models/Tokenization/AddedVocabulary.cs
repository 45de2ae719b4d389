namespace RL4VLM.Models.Tokenization;

/// <summary>A token matched in the text itself, before the model sees it.</summary>
/// <param name="Content">The text itself.</param>
/// <param name="SingleWord">Only where no word character touches it.</param>
/// <param name="LeftStrip">Takes the white space before it.</param>
/// <param name="RightStrip">Takes the white space after it.</param>
/// <param name="Normalized">Searched in the normalized text instead of the raw one.</param>
/// <param name="Special">Left out when special tokens are skipped.</param>
internal sealed record AddedToken(string Content, bool SingleWord, bool LeftStrip, bool RightStrip, bool Normalized, bool Special);

/// <summary>Splits texts at added tokens: leftmost, then longest.</summary>
internal sealed class AddedVocabulary
{
    private readonly Dictionary<string, int> ids = new(StringComparer.Ordinal);
    private readonly Dictionary<int, AddedToken> tokens = [];
    private readonly HashSet<string> special = new(StringComparer.Ordinal);
    private readonly Matcher raw = new(), normalized = new();
    private readonly INormalizer? normalizer;

    /// <summary>Ids are given as the Rust library gives them: the model's own where it knows the token, else the next free one.</summary>
    public AddedVocabulary(IEnumerable<AddedToken> added, BytePairModel model, INormalizer? normalizer)
    {
        this.normalizer = normalizer;
        foreach (AddedToken token in added)
        {
            if (token.Content.Length == 0) continue;
            if (token.Special) special.Add(token.Content);
            if (tokens.ContainsValue(token)) continue;
            if (!ids.TryGetValue(token.Content, out int id) && !model.TryGetId(token.Content, out id))
                id = Math.Max(model.VocabularySize, ids.Count == 0 ? 0 : ids.Values.Max() + 1);
            ids[token.Content] = id;
            tokens[id] = token;
        }

        foreach ((int id, AddedToken token) in tokens)
        {
            if (!token.Normalized)
            {
                raw.Add(CodePoints.Of(token.Content), id);
                continue;
            }

            NormalizedText content = NormalizedText.From(token.Content);
            normalizer?.Normalize(content);
            normalized.Add(content.Runes, id);
        }
    }

    public int HighestId => tokens.Count == 0 ? -1 : tokens.Keys.Max();

    public bool TryGetId(string content, out int id) => ids.TryGetValue(content, out id);

    public string? TokenOf(int id) => tokens.TryGetValue(id, out AddedToken? token) ? token.Content : null;

    public bool IsSpecial(string content) => special.Contains(content);

    /// <summary>Pieces of the text in order: an added token's id, or normalized text for the model (id −1).</summary>
    public List<(int Id, NormalizedText Text)> Split(string text)
    {
        var pieces = new List<(int Id, NormalizedText Text)>();
        foreach ((int id, NormalizedText piece) in Split(NormalizedText.From(text), raw))
        {
            if (id >= 0)
            {
                pieces.Add((id, piece));
                continue;
            }

            NormalizedText own = normalizer is null ? piece : piece.Copy();
            normalizer?.Normalize(own);
            foreach ((int Id, NormalizedText Text) part in Split(own, normalized))
                if (part.Text.Length > 0) pieces.Add(part);
        }

        return pieces;
    }

    private List<(int Id, NormalizedText Text)> Split(NormalizedText text, Matcher matcher)
    {
        var pieces = new List<(int, NormalizedText)>();
        int[] runes = text.Runes;
        int done = 0;
        for (int at = 0; at < runes.Length;)
        {
            if (!matcher.TryMatch(runes, at, out int id, out int length))
            {
                at++;
                continue;
            }

            int start = at, stop = at + length;
            at = stop;
            AddedToken token = tokens[id];
            if (token.SingleWord && ((start > 0 && CodePoints.IsWord(runes[start - 1])) || (stop < runes.Length && CodePoints.IsWord(runes[stop])))) continue;
            // White space that the token before has taken stays with it.
            if (token.LeftStrip)
                while (start > done && CodePoints.IsWhiteSpace(runes[start - 1])) start--;
            if (token.RightStrip)
                while (stop < runes.Length && CodePoints.IsWhiteSpace(runes[stop])) stop++;
            if (done < start) pieces.Add((-1, text.Slice(done, start)));
            pieces.Add((id, text.Slice(start, stop)));
            done = stop;
        }

        if (done < runes.Length) pieces.Add((-1, text.Slice(done, runes.Length)));
        return pieces;
    }

    private sealed class Matcher
    {
        private readonly Dictionary<int, List<(int[] Runes, int Id)>> byFirst = [];

        public void Add(int[] runes, int id)
        {
            if (runes.Length == 0) return;
            if (!byFirst.TryGetValue(runes[0], out List<(int[] Runes, int Id)>? entries)) byFirst[runes[0]] = entries = [];
            entries.Add((runes, id));
            entries.Sort((a, b) => b.Runes.Length != a.Runes.Length ? b.Runes.Length.CompareTo(a.Runes.Length) : a.Id.CompareTo(b.Id));
        }

        public bool TryMatch(int[] runes, int at, out int id, out int length)
        {
            if (byFirst.TryGetValue(runes[at], out List<(int[] Runes, int Id)>? entries))
            {
                foreach ((int[] content, int tokenId) in entries)
                {
                    if (!runes.AsSpan(at).StartsWith(content)) continue;
                    (id, length) = (tokenId, content.Length);
                    return true;
                }
            }

            (id, length) = (-1, 0);
            return false;
        }
    }
}
