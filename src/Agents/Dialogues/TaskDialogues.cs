using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;

namespace RL4VLM.Agents.Dialogues;

/// <summary>The dialogue of each task.</summary>
public static class TaskDialogues
{
    /// <exception cref="StageException">78: no such task.</exception>
    public static ITaskDialogue For(TaskSpec task, Fidelity fidelity) => task.Name switch
    {
        "numberline" => new NumberLineDialogue(task),
        "blackjack" => new BlackjackDialogue(task),
        "ezpoints" => new EZPointsDialogue(task, fidelity),
        "points24" => new Points24Dialogue(task, fidelity),
        _ => throw new StageException(ExitCodes.BadManifest,
            $"spec.tasks: '{task.Name}' has no dialogue in this build; use numberline, ezpoints, points24 or blackjack"),
    };
}
