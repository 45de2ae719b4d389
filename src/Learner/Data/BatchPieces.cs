using RL4VLM.Models.Llava;

namespace RL4VLM.Learner.Data;

/// <summary>
/// Cuts a minibatch into pieces that are computed one after another and whose gradients add up: the same update, but a piece's intermediate tensors
/// stay near the processor and below the size from which the allocator takes fresh pages for each of them.
/// </summary>
public static class BatchPieces
{
    /// <summary>
    /// Rows (tokens of distinct prompts and of answers) that fill a piece. An iteration of Points24, whose minibatches of 512 have some 65,000, takes
    /// 57 s in one piece and 22, 20, 17.5, 17 and 18.5 s in pieces of at most 24, 16, 12, 8 and 4 thousand rows.
    /// </summary>
    public const int MaximumRows = 8192;

    /// <summary>Pieces of consecutive samples, each with at least one.</summary>
    /// <param name="samples">Indices into <paramref name="steps"/>.</param>
    /// <param name="steps">What they point into.</param>
    /// <param name="maximumRows">A piece is closed before it would get more.</param>
    /// <returns>Every sample exactly once, in order.</returns>
    public static IEnumerable<int[]> Split(IReadOnlyList<int> samples, IReadOnlyList<TrainingStep> steps, int maximumRows = MaximumRows)
    {
        var piece = new List<int>();
        var prompts = new HashSet<PromptKey>();
        int rows = 0;
        foreach (int sample in samples)
        {
            var step = steps[sample];
            var prompt = new PromptKey(step.View?.Key ?? 0, step.PromptIds);
            int added = step.OutputIds.Length + (prompts.Contains(prompt) ? 0 : step.PromptIds.Length);
            if (piece.Count > 0 && rows + added > maximumRows)
            {
                yield return [.. piece];
                piece.Clear();
                prompts.Clear();
                (rows, added) = (0, step.Length);
            }

            piece.Add(sample);
            prompts.Add(prompt);
            rows += added;
        }

        if (piece.Count > 0)
            yield return [.. piece];
    }
}
