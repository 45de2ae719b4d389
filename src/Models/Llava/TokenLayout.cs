namespace RL4VLM.Models.Llava;

/// <summary>One sequence as the decoder sees it.</summary>
/// <param name="Picture">Index of its picture among the batch's distinct pictures; −1 without one.</param>
/// <param name="PromptIds">At least one token, the placeholder repeated once per image token.</param>
/// <param name="Answer">Output tokens that are fed back in: all but the last, whose successor nobody asks for. Empty when only the prompt is to be read.</param>
internal readonly record struct LayoutSequence(int Picture, int[] PromptIds, ReadOnlyMemory<int> Answer);

/// <summary>
/// How a batch of sequences lies in one flat matrix [rows, hidden], so that every projection is one large product with little padding.
/// Sequences with the same picture and prompt share one copy of the prompt's rows: causal attention gives them the same
/// states, and gradients add up. Sequences are grouped by prompt length, because only attention needs rectangles:
/// a group holds its prompts [prompts, promptLength] and then its answers [answers, answerLength], right-padded.
/// </summary>
internal sealed class TokenLayout
{
    public sealed record Group(int PromptOffset, int Prompts, int PromptLength, int AnswerOffset, int Answers, int AnswerLength, long[]? PromptOfAnswer);

    private TokenLayout(Group[] groups, long[] source, int[] tokens, int[] positions, long[] lastRows, long[] packed, long[] packedAttended, int[] promptOf)
    {
        Groups = groups;
        Source = source;
        DistinctTokens = tokens;
        Positions = positions;
        LastRows = lastRows;
        Packed = packed;
        PackedAttended = packedAttended;
        PromptOf = promptOf;
    }

    public IReadOnlyList<Group> Groups { get; }

    /// <summary>The groups as <see cref="Kernels.SequenceAttention"/> takes them.</summary>
    public long[] GroupTable => [.. Groups.SelectMany(g => new long[] { g.PromptOffset, g.Prompts, g.PromptLength, g.AnswerOffset, g.Answers, g.AnswerLength })];

    /// <summary>Each answer's prompt within its group, group after group.</summary>
    public long[] Owners => [.. Groups.SelectMany(g => g.PromptOfAnswer ?? [.. Enumerable.Range(0, g.Answers).Select(a => (long)a)])];

    /// <summary>Row of the table [distinct tokens; picture features] that each flat row starts from.</summary>
    public long[] Source { get; }

    /// <summary>Token ids whose embeddings open that table.</summary>
    public int[] DistinctTokens { get; }

    /// <summary>Position in its sequence of each flat row.</summary>
    public int[] Positions { get; }

    public int Rows => Positions.Length;

    /// <summary>Flat row of each distinct prompt's last token, in layout order.</summary>
    public long[] LastRows { get; }

    /// <summary>Flat row behind each position that predicts an output token: sequence after sequence, the last prompt token first.</summary>
    public long[] Packed { get; }

    /// <summary>The same positions in the last layer's attention output, which holds per group one row for each prompt and then the answers.</summary>
    public long[] PackedAttended { get; }

    /// <summary>For each sequence, its prompt's index in layout order.</summary>
    public int[] PromptOf { get; }

    /// <param name="sequences">The batch.</param>
    /// <param name="imageTokenId">Placeholder id.</param>
    /// <param name="imageTokens">Placeholders per picture.</param>
    /// <exception cref="ArgumentException">A prompt whose placeholders do not fit its picture.</exception>
    public static TokenLayout Build(IReadOnlyList<LayoutSequence> sequences, int imageTokenId, int imageTokens)
    {
        var promptIndex = new Dictionary<PromptKey, int>();
        var prompts = new List<LayoutSequence>();
        var promptOfSequence = new int[sequences.Count];
        for (int i = 0; i < sequences.Count; i++)
        {
            var key = new PromptKey((ulong)(sequences[i].Picture + 1), sequences[i].PromptIds);
            if (!promptIndex.TryGetValue(key, out int at))
            {
                at = prompts.Count;
                promptIndex.Add(key, at);
                prompts.Add(sequences[i]);
            }

            promptOfSequence[i] = at;
        }

        var byLength = Enumerable.Range(0, sequences.Count).GroupBy(i => sequences[i].PromptIds.Length).OrderBy(g => g.Key).ToArray();
        var tokenSlots = new Dictionary<int, int>();
        var tokens = new List<int>();
        foreach (var sequence in sequences)
        {
            Register(sequence.PromptIds);
            Register(sequence.Answer.Span);
        }

        var groups = new Group[byLength.Length];
        var source = new List<long>();
        var positions = new List<int>();
        var lastRows = new List<long>();
        var promptOf = new int[sequences.Count];
        var firstPacked = new (long Flat, long Attended)[sequences.Count];
        var answerStart = new (long Flat, long Attended)[sequences.Count];
        int attended = 0;
        for (int g = 0; g < groups.Length; g++)
        {
            int[] members = [.. byLength[g]];
            int length = byLength[g].Key;
            var local = new Dictionary<int, int>();
            foreach (int i in members)
            {
                local.TryAdd(promptOfSequence[i], local.Count);
            }

            int promptOffset = positions.Count;
            int promptBase = lastRows.Count;
            foreach (int prompt in local.Keys)
            {
                AddPrompt(prompts[prompt]);
                lastRows.Add(positions.Count - 1);
            }

            int answerOffset = positions.Count;
            int answerLength = members.Max(i => sequences[i].Answer.Length);
            bool oneToOne = local.Count == members.Length;
            for (int a = 0; a < members.Length; a++)
            {
                int i = members[a];
                int prompt = local[promptOfSequence[i]];
                promptOf[i] = promptBase + prompt;
                firstPacked[i] = (lastRows[promptBase + prompt], attended + prompt);
                answerStart[i] = (answerOffset + (a * answerLength), attended + local.Count + (a * answerLength));
                AddAnswer(sequences[i].Answer.Span, length, answerLength);
            }

            attended += local.Count + (members.Length * answerLength);
            groups[g] = new Group(
                promptOffset, local.Count, length, answerOffset, answerLength == 0 ? 0 : members.Length, answerLength,
                oneToOne ? null : [.. members.Select(i => (long)local[promptOfSequence[i]])]);
        }

        int predicted = sequences.Sum(s => s.Answer.Length + 1);
        var packed = new long[predicted];
        var packedAttended = new long[predicted];
        for (int i = 0, at = 0; i < sequences.Count; i++)
        {
            (packed[at], packedAttended[at]) = firstPacked[i];
            at++;
            for (int j = 0; j < sequences[i].Answer.Length; j++, at++)
            {
                packed[at] = answerStart[i].Flat + j;
                packedAttended[at] = answerStart[i].Attended + j;
            }
        }

        return new TokenLayout(groups, [.. source], [.. tokens], [.. positions], [.. lastRows], packed, packedAttended, promptOf);

        void Register(ReadOnlySpan<int> ids)
        {
            foreach (int id in ids)
            {
                if (tokenSlots.TryAdd(id, tokens.Count))
                {
                    tokens.Add(id);
                }
            }
        }

        void AddPrompt(LayoutSequence sequence)
        {
            int seen = 0;
            for (int p = 0; p < sequence.PromptIds.Length; p++)
            {
                int id = sequence.PromptIds[p];
                bool image = sequence.Picture >= 0 && id == imageTokenId;
                source.Add(image ? tokens.Count + ((long)sequence.Picture * imageTokens) + seen++ : tokenSlots[id]);
                positions.Add(p);
            }

            if (sequence.Picture >= 0 && seen != imageTokens)
            {
                throw new ArgumentException($"The prompt has {seen} image placeholders, but a picture of this model fills {imageTokens}.");
            }
        }

        void AddAnswer(ReadOnlySpan<int> answer, int promptLength, int answerLength)
        {
            for (int j = 0; j < answerLength; j++)
            {
                source.Add(j < answer.Length ? tokenSlots[answer[j]] : 0); // padding: any row, nothing real attends to it
                positions.Add(promptLength + j);
            }
        }
    }
}
