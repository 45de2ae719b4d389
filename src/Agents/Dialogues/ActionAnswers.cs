using RL4VLM.Core.Manifest;
using RL4VLM.Environments;

namespace RL4VLM.Agents.Dialogues;

/// <summary>Answers that name an action and nothing else: a task's without chain of thought.</summary>
public static class ActionAnswers
{
    public static string Text(string action) => $"{{\"action\": \"{action}\"}}";

    /// <summary>One for every action of the task, in their order.</summary>
    public static IReadOnlyList<string> Of(TaskSpec task, Fidelity fidelity) => [.. EnvironmentFactory.Create(task, fidelity).Actions.Select(Text)];
}
