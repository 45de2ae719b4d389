using RL4VLM.Environments;

namespace RL4VLM.Agents.Dialogues;

/// <summary>What is said about one task: the prompt, the answers demonstrations give, and what an answer's thoughts must state.
/// Slots and JSON keys are those of spec section 3.2; the wording is ours. Stateless and thread-safe.</summary>
public interface ITaskDialogue
{
    /// <summary>The task's prompt in <paramref name="state"/>, without the chat envelope. With <c>fidelity: paper</c> the formula games'
    /// first prompt shows the formula of the episode before, when the state carries one (spec section 3.5).</summary>
    string Prompt(TaskState state);

    /// <summary>The one-line JSON answer that demonstrates <paramref name="decision"/>. What it states of the picture is always true, also
    /// when the decision is a mistake.</summary>
    string Answer(TaskState state, ExpertDecision decision);

    /// <summary>Whether every slot the answer states equals the state; a missing slot is wrong. Null without chain of thought.</summary>
    bool? ThoughtsTrue(string answerText, TaskState state);

    /// <summary>The answer's key whose value says what the player is about to do, a conclusion and no observation; null where answers have none.
    /// An answer without chain of thought lacks the key.</summary>
    string? PlanKey => null;

    /// <summary>Prompts and answers over many states: what a tokenizer for this task should know, each as often as play would show it.</summary>
    IEnumerable<string> Corpus();
}
