using RL4VLM.Agents.Dialogues;
using RL4VLM.Agents.Parsing;
using RL4VLM.Core.Manifest;
using RL4VLM.Learner.Data;
using RL4VLM.Models.Tokenization;

namespace RL4VLM.Learner.Ppo;

/// <summary>Which tokens of a rollout the KL term is measured at (ppo.kl.tokens).</summary>
public sealed class KlTokenFilter
{
    private readonly KlTokens tokens;
    private readonly IReadOnlyList<TrainingStep> steps;
    private readonly Range[] plans = [];

    /// <param name="spec">Tasks and ppo.kl.tokens.</param>
    /// <param name="steps">All steps of the iteration.</param>
    /// <param name="tokenizer">Of the checkpoint that wrote the answers.</param>
    public KlTokenFilter(RunSpec spec, IReadOnlyList<TrainingStep> steps, ITokenizer tokenizer)
    {
        tokens = spec.Ppo.Kl.Tokens;
        this.steps = steps;
        if (tokens != KlTokens.Reading) return;
        var keys = spec.Tasks.ToDictionary(task => task.Name, task => TaskDialogues.For(task, spec.Fidelity).PlanKey);
        plans = [.. steps.Select(step => keys[step.Task] is { } key ? Spans.Value(tokenizer.DecodeWithOffsets(step.OutputIds), key) : ..0)];
    }

    /// <summary>Rows of a batch's packed tokens that count; null for all of them.</summary>
    /// <param name="indices">The batch's steps, in its order.</param>
    /// <param name="thought">[tokens of these steps] 1 where the token is thought.</param>
    public long[]? Rows(IReadOnlyList<int> indices, ReadOnlySpan<float> thought)
    {
        if (tokens == KlTokens.All) return null;
        var rows = new List<long>(thought.Length);
        int first = 0;
        foreach (int index in indices)
        {
            int length = steps[index].OutputIds.Length;
            (int from, int to) = tokens == KlTokens.Reading ? (plans[index].Start.Value, plans[index].End.Value) : (0, 0);
            for (int k = 0; k < length; k++)
            {
                if (thought[first + k] != 0 && (k < from || k >= to)) rows.Add(first + k);
            }

            first += length;
        }

        return [.. rows];
    }
}
