using System.Globalization;
using System.Text.RegularExpressions;
using RL4VLM.Core.Manifest;
using RL4VLM.Environments;
using RL4VLM.Environments.GymCards;

namespace RL4VLM.Agents.Dialogues;

/// <summary>Blackjack: the thoughts state the own total, soft or not, and the dealer's open card.</summary>
public sealed partial class BlackjackDialogue(TaskSpec task) : ITaskDialogue
{
    private readonly string prompt = "You play Blackjack. See the dealer and player cards. Actions: stand or hit. Beat the dealer, stay within 21. Answer "
        + (task.ChainOfThought ? "{\"thoughts\": \"\", \"action\": \"\"}" : "{\"action\": \"\"}");

    public string Prompt(TaskState state) => prompt;

    public string Answer(TaskState state, ExpertDecision decision)
    {
        var (total, soft, dealer) = Read((BlackjackState)state);
        return Answer(total, soft, dealer, decision.Action);
    }

    public bool? ThoughtsTrue(string answerText, TaskState state)
    {
        if (!task.ChainOfThought)
        {
            return null;
        }

        var (total, soft, dealer) = Read((BlackjackState)state);
        if (Slots.Text(answerText, "thoughts") is not { } thoughts || Hand().Match(thoughts) is not { Success: true } hand || DealerCard().Match(thoughts) is not { Success: true } open)
        {
            return false;
        }

        return hand.Groups["soft"].Success == soft
            && hand.Groups["total"].ValueSpan.SequenceEqual(total.ToString(CultureInfo.InvariantCulture))
            && string.Equals(open.Groups["card"].Value, dealer, StringComparison.OrdinalIgnoreCase);
    }

    public IEnumerable<string> Corpus()
    {
        for (int total = 4; total <= 21; total++)
        {
            for (int card = 1; card <= 10; card++)
            {
                yield return Corpora.InEnvelope(prompt);
                yield return Answer(total, total > 11 && card % 2 == 0, Name(card), card % 2);
            }
        }
    }

    private string Answer(int total, bool soft, string dealer, int action) => task.ChainOfThought
        ? string.Create(CultureInfo.InvariantCulture, $"{{\"thoughts\": \"hand {(soft ? "soft " : "")}{total}, dealer {dealer}\", \"action\": \"{BlackjackRules.Actions[action]}\"}}")
        : ActionAnswers.Text(BlackjackRules.Actions[action]);

    private static (int Total, bool Soft, string Dealer) Read(BlackjackState state) =>
        (state.PlayerTotal, state.Soft, Name(state.UpCard.Value));

    private static string Name(int value) => value == 1 ? "A" : value.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\bhand (?<soft>soft )?(?<total>[0-9]+)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Hand();

    [GeneratedRegex(@"\bdealer (?<card>[0-9]+|A)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex DealerCard();
}
