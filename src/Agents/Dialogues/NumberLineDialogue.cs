using System.Globalization;
using RL4VLM.Core.Manifest;
using RL4VLM.Environments;
using RL4VLM.Environments.GymCards;

namespace RL4VLM.Agents.Dialogues;

/// <summary>NumberLine: the picture says where one is and where to go. The thoughts restate both numbers and draw no conclusion,
/// so that nothing a wrong habit wrote down stands between reading and acting. With options.stateDifference they state the difference as well:
/// which of two numbers is the larger leaves their order open where pairs are held out, how far they lie apart does not. It is raised by
/// maxPosition so that it is a single token.</summary>
public sealed class NumberLineDialogue(TaskSpec task) : ITaskDialogue
{
    private readonly string prompt = "You play NumberLine. See the target and current number. Actions: - or +. Make current equal target. Answer "
        + (task.ChainOfThought ? "{\"current number\": \"\", \"target number\": \"\", \"thoughts\": \"\", \"action\": \"\"}" : "{\"action\": \"\"}");

    public string Prompt(TaskState state) => prompt;

    public string Answer(TaskState state, ExpertDecision decision)
    {
        var line = (NumberLineState)state;
        string action = NumberLineRules.Actions[decision.Action];
        return task.ChainOfThought
            ? string.Create(CultureInfo.InvariantCulture,
                $"{{\"current number\": \"{line.Current}\", \"target number\": \"{line.ShownTarget}\", \"thoughts\": \"{Thoughts(line)}\", \"action\": \"{action}\"}}")
            : ActionAnswers.Text(action);
    }

    public bool? ThoughtsTrue(string answerText, TaskState state)
    {
        if (!task.ChainOfThought)
        {
            return null;
        }

        var line = (NumberLineState)state;
        return Slots.Number(answerText, "current number") == line.Current && Slots.Number(answerText, "target number") == line.ShownTarget
            && (!task.Options.StateDifference || Slots.Text(answerText, "thoughts") == Thoughts(line));
    }

    public IEnumerable<string> Corpus()
    {
        for (int current = 0; current <= task.Options.MaxPosition; current++)
        {
            for (int target = 0; target <= task.Options.MaxPosition; target++)
            {
                for (int action = 0; action < NumberLineRules.Actions.Count; action++)
                {
                    yield return Corpora.InEnvelope(prompt);
                    yield return Answer(new NumberLineState(current, target, current, 0), new ExpertDecision(action));
                }
            }
        }
    }

    private string Thoughts(NumberLineState line) => task.Options.StateDifference
        ? string.Create(CultureInfo.InvariantCulture, $"{line.ShownTarget} - {line.Current} + {task.Options.MaxPosition} = {line.ShownTarget - line.Current + task.Options.MaxPosition}")
        : string.Create(CultureInfo.InvariantCulture, $"{line.Current} to {line.ShownTarget}");
}
