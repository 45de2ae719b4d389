using RL4VLM.Agents.Parsing;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Trajectories;

namespace RL4VLM.Learner.Data;

/// <summary>Which output tokens of a step are thought and which are action (the paper's equation 4.3).</summary>
/// <param name="Thought">[thoughtStart, thoughtEnd) of the output.</param>
/// <param name="Action">[actionStart, tokens) of the output.</param>
/// <param name="IsConstant">Paper fidelity: too short an answer; its log-probability is a constant.</param>
public readonly record struct TokenSpans(Range Thought, Range Action, bool IsConstant)
{
    /// <summary>A step's spans: the stored ones, or (<see cref="Fidelity.Paper"/>) the reference's, with what they leave out.</summary>
    public static TokenSpans Of(StepRecord step, Fidelity fidelity)
    {
        if (fidelity == Fidelity.Corrected)
            return new TokenSpans(..step.ActionStart, step.ActionStart..step.OutputIds.Length, false);
        var span = PaperSpan.Locate(step.OutputIds);
        return span.IsConstant
            ? new TokenSpans(..0, ..0, true)
            : new TokenSpans(span.ThoughtStart..Math.Max(span.ThoughtStart, span.ThoughtEnd), span.ActionStart..step.OutputIds.Length, false);
    }
}
