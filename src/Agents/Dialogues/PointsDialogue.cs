using System.Globalization;
using RL4VLM.Core.Manifest;
using RL4VLM.Environments;
using RL4VLM.Environments.GymCards;

namespace RL4VLM.Agents.Dialogues;

/// <summary>What EZPoints and Points24 have in common: the formula so far stands in the prompt, the thoughts state the formula aimed for,
/// the action is its next token.</summary>
public abstract class PointsDialogue : ITaskDialogue
{
    private readonly TaskSpec task;
    private readonly string formulaKey;
    private readonly string opening;
    private readonly string goal;
    private readonly PointsGame game;

    /// <param name="task">The task with its options.</param>
    /// <param name="fidelity">paper: answers call the formula <c>"formula"</c> as the published demonstrations do (spec section 3.2).</param>
    /// <param name="opening">Role and what is visible.</param>
    /// <param name="goal">The rules, after the formula.</param>
    /// <param name="game">Says its actions and how many cards are dealt.</param>
    private protected PointsDialogue(TaskSpec task, Fidelity fidelity, string opening, string goal, PointsGame game)
    {
        this.task = task;
        this.opening = opening;
        this.goal = goal;
        this.game = game;
        formulaKey = fidelity == Fidelity.Paper ? "formula" : "current formula";
    }

    public string Prompt(TaskState state)
    {
        var points = (PointsState)state;
        string formula = string.Concat(points.PreviousFormula ?? points.Formula);
        string skeleton = task.ChainOfThought
            ? $"{{\"cards\": [], \"current formula\": \"{formula}\", \"thoughts\": \"\", \"action\": \"\"}}"
            : "{\"action\": \"\"}";
        return $"{opening} Formula: \"{formula}\". {goal} Answer {skeleton}";
    }

    public string Answer(TaskState state, ExpertDecision decision)
    {
        var points = (PointsState)state;
        string action = game.Actions[decision.Action];
        if (!task.ChainOfThought)
        {
            return $"{{\"action\": \"{action}\"}}";
        }

        string thoughts = decision.Plan is null ? "lost" : $"aim {decision.Plan.Replace(" ", "", StringComparison.Ordinal)}";
        string numbers = string.Join(',', points.Numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)));
        return $"{{\"cards\": [{numbers}], \"{formulaKey}\": \"{Formula(points)}\", \"thoughts\": \"{thoughts}\", \"action\": \"{action}\"}}";
    }

    public bool? ThoughtsTrue(string answerText, TaskState state)
    {
        if (!task.ChainOfThought)
        {
            return null;
        }

        var points = (PointsState)state;
        string? formula = Slots.Text(answerText, "current formula") ?? Slots.Text(answerText, "formula");
        return formula == Formula(points) && Slots.Numbers(answerText, "cards") is { } numbers && numbers.SequenceEqual(points.Numbers);
    }

    /// <summary>Random deals, formulas and plans: the alphabet of the task rather than sensible play.</summary>
    public IEnumerable<string> Corpus()
    {
        var random = new Random(24);
        string[] numbers = [.. game.Actions.Where(action => char.IsAsciiDigit(action[0]))];
        for (int i = 0; i < 400; i++)
        {
            int[] deal = [.. Enumerable.Range(0, game.Cards).Select(_ => int.Parse(numbers[random.Next(numbers.Length)], CultureInfo.InvariantCulture))];
            string[] formula = [.. Enumerable.Range(0, random.Next(4 * game.Cards - 3)).Select(_ => Pick())];
            var state = new PointsState([.. deal.Select(_ => "H2")], deal, formula, []);
            yield return Corpora.InEnvelope(Prompt(state));
            string plan = string.Concat(Enumerable.Range(0, 2 * game.Cards - 1).Select(_ => Pick()));
            yield return Answer(state, new ExpertDecision(random.Next(game.Actions.Count), i % 10 == 0 ? null : plan));
        }

        string Pick() => game.Actions[random.Next(game.Actions.Count - 1)];
    }

    private static string Formula(PointsState state) => string.Concat(state.Formula);
}
