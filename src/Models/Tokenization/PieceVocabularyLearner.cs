namespace RL4VLM.Models.Tokenization;

/// <summary>Greedy choice of vocabulary entries: at every step the pair merge or the whole piece that saves most tokens over the corpus.
/// Deterministic: ties go to the pair before the piece, then to the smaller text in ordinal order.</summary>
internal sealed class PieceVocabularyLearner(Dictionary<string, long> pieceCounts)
{
    private readonly List<Piece> pieces = pieceCounts.OrderBy(item => item.Key, StringComparer.Ordinal)
        .Select(item => new Piece(item.Key, item.Value, item.Key.EnumerateRunes().Select(rune => rune.ToString()).ToList())).ToList();

    private readonly HashSet<string> known = new(StringComparer.Ordinal);

    /// <summary>Merges in order of rank.</summary>
    public List<(string Left, string Right)> Merges { get; } = [];

    /// <summary>Appends characters, then pieces and merged pairs, up to the size.</summary>
    public void Learn(List<string> vocabulary, int maxVocabulary)
    {
        known.UnionWith(vocabulary);
        AddCharacters(vocabulary, maxVocabulary);
        while (true)
        {
            (string Left, string Right)? pair = BestPair(out long pairGain);
            Piece? piece = BestPiece(out long pieceGain);
            if (pair is null && piece is null) return;
            bool merge = pair is not null && pairGain >= pieceGain;
            string entry = merge ? pair!.Value.Left + pair.Value.Right : piece!.Text;
            if (!known.Contains(entry))
            {
                if (vocabulary.Count >= maxVocabulary) return;
                vocabulary.Add(entry);
                known.Add(entry);
            }

            if (merge)
            {
                Merges.Add(pair!.Value);
                foreach (Piece each in pieces) each.Merge(pair.Value.Left, pair.Value.Right);
            }

            // A piece that is an entry is looked up whole, by whichever way it came in.
            foreach (Piece each in pieces)
                if (each.Text == entry) each.MakeWhole();
        }
    }

    private void AddCharacters(List<string> vocabulary, int maxVocabulary)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (Piece piece in pieces)
            foreach (string character in piece.Symbols) counts[character] = counts.GetValueOrDefault(character) + piece.Count;
        foreach ((string character, _) in counts.OrderByDescending(item => item.Value).ThenBy(item => item.Key, StringComparer.Ordinal))
        {
            if (vocabulary.Count >= maxVocabulary) break;
            if (known.Add(character)) vocabulary.Add(character);
        }

        // Characters beyond the size stay bytes; merges never touch them.
        foreach (Piece piece in pieces)
            if (!piece.Symbols.TrueForAll(known.Contains)) piece.Retire();
    }

    private (string Left, string Right)? BestPair(out long gain)
    {
        var counts = new Dictionary<(string Left, string Right), long>();
        foreach (Piece piece in pieces)
            for (int i = 0; i + 1 < piece.Symbols.Count; i++)
            {
                (string, string) pair = (piece.Symbols[i], piece.Symbols[i + 1]);
                counts[pair] = counts.GetValueOrDefault(pair) + piece.Count;
            }

        (string Left, string Right)? best = null;
        gain = 0;
        foreach (((string Left, string Right) pair, long count) in counts)
        {
            if (count < gain || (count == gain && best is { } other && Compare(pair, other) >= 0)) continue;
            (best, gain) = (pair, count);
        }

        return best;
    }

    private Piece? BestPiece(out long gain)
    {
        Piece? best = null;
        gain = 0;
        foreach (Piece piece in pieces)
        {
            long saved = piece.Count * (piece.Symbols.Count - 1);
            if (saved > gain) (best, gain) = (piece, saved);
        }

        return best;
    }

    private static int Compare((string Left, string Right) a, (string Left, string Right) b) =>
        string.CompareOrdinal(a.Left, b.Left) is not 0 and var left ? left : string.CompareOrdinal(a.Right, b.Right);

    private sealed class Piece(string text, long count, List<string> symbols)
    {
        public string Text { get; } = text;

        public long Count { get; } = count;

        /// <summary>The tokens it is made of so far; empty once it is settled.</summary>
        public List<string> Symbols { get; } = symbols;

        public void MakeWhole() => Symbols.Clear();

        public void Retire() => Symbols.Clear();

        public void Merge(string left, string right)
        {
            for (int i = 0; i + 1 < Symbols.Count; i++)
            {
                if (Symbols[i] != left || Symbols[i + 1] != right) continue;
                Symbols[i] = left + right;
                Symbols.RemoveAt(i + 1);
            }
        }
    }
}
