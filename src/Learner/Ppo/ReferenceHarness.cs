using RL4VLM.Agents.Dialogues;
using RL4VLM.Core.Manifest;
using RL4VLM.Environments;
using RL4VLM.Learner.Data;
using RL4VLM.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace RL4VLM.Learner.Ppo;

/// <summary>
/// <see cref="Fidelity.Paper"/>: the reference's update re-evaluates every answer under the run's very first prompt, while the old
/// log-probabilities and values are the rollout's, under the true one (spec section 6.4). NumberLine's and Blackjack's prompts
/// never change, so they are unaffected; in EZPoints and Points24 the formula is always empty.
/// </summary>
public static class ReferenceHarness
{
    /// <summary>The rollout as the reference's update sees it.</summary>
    /// <param name="steps">The steps as stored.</param>
    /// <param name="policy">Encodes prompts.</param>
    /// <param name="spec">Tasks, lambda.</param>
    /// <returns>Steps under the first prompt; [steps] stored log-probabilities, weighted and rounded as the reference does; [steps] stored values.</returns>
    public static (List<TrainingStep> Steps, float[] OldLogProbabilities, float[] Values) Reevaluate(
        IReadOnlyList<TrainingStep> steps, PolicyModel policy, RunSpec spec)
    {
        var prompts = spec.Tasks.ToDictionary(task => task.Name, task => policy.Prompts.BuildPromptIds(FirstPrompt(task)));
        var seen = steps.Select(step => step with { PromptIds = prompts[step.Task] }).ToList();
        return (seen, Stored(steps, spec), [.. steps.Select(step => step.Record.Value)]);
    }

    /// <summary>What the first environment of a run shows before anything has been played; no card task's prompt names the cards.</summary>
    private static string FirstPrompt(TaskSpec task)
    {
        var environment = EnvironmentFactory.Create(task, Fidelity.Paper);
        environment.Reset(0);
        return TaskDialogues.For(task, Fidelity.Paper).Prompt(environment.State);
    }

    private static float[] Stored(IReadOnlyList<TrainingStep> steps, RunSpec spec)
    {
        using var scope = NewDisposeScope();
        var scores = new StepScores(steps, Fidelity.Paper, spec.Ppo.ThoughtCoefficient);
        float[] tokens = [.. steps.SelectMany(step => step.Record.LogProbabilities)];
        return scores.Sum(tensor(tokens)).data<float>().ToArray();
    }
}
