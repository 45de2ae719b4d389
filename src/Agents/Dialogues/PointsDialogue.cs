using System.Globalization;
using RL4VLM.Core.Manifest;
using RL4VLM.Environments;
using RL4VLM.Environments.GymCards;

namespace RL4VLM.Agents.Dialogues;

/// <summary>What EZPoints and Points24 have in common: the formula so far stands in the prompt, the answer restates cards and formula,
/// the action is the formula's next token.</summary>
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

    public virtual string? PlanKey => null;

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
            return ActionAnswers.Text(action);
        }

        string numbers = string.Join(',', points.Numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)));
        return $"{{\"cards\": [{numbers}], \"{formulaKey}\": \"{Formula(points)}\", \"thoughts\": \"{Thoughts(points, decision)}\", \"action\": \"{action}\"}}";
    }

    public bool? ThoughtsTrue(string answerText, TaskState state)
    {
        if (!task.ChainOfThought)
        {
            return null;
        }

        var points = (PointsState)state;
        string? formula = Slots.Text(answerText, "current formula") ?? Slots.Text(answerText, "formula");
        return formula == Formula(points) && Slots.Numbers(answerText, "cards") is { } numbers && numbers.SequenceEqual(points.Numbers)
            && AreTrue(Slots.Text(answerText, "thoughts"), points);
    }

    /// <summary>Random deals with random formulas over them, begun and complete. They alternate numbers and operators as play does: runs of
    /// digits would only fill the vocabulary with numbers that do not exist.</summary>
    public IEnumerable<string> Corpus()
    {
        var random = new Random(24);
        for (int i = 0; i < 400; i++)
        {
            int[] deal = [.. Enumerable.Range(0, game.Cards).Select(_ => 1 + random.Next(game.Highest))];
            string[] plan = RandomFormula(deal, random);
            string[] formula = plan[..random.Next(plan.Length + 1)];
            int[] used = [.. formula.Where(token => char.IsAsciiDigit(token[0])).Select(token => int.Parse(token, CultureInfo.InvariantCulture))];
            var state = new PointsState([.. deal.Select(_ => "H2")], deal, formula, used);
            yield return Corpora.InEnvelope(Prompt(state));
            yield return Answer(state, new ExpertDecision(random.Next(game.Actions.Count), i % 10 == 0 ? null : string.Concat(plan)));
        }
    }

    /// <summary>What demonstrations write under <c>thoughts</c>.</summary>
    private protected abstract string Thoughts(PointsState state, ExpertDecision decision);

    /// <summary>Whether the thoughts are right, as far as they state something of the picture.</summary>
    private protected virtual bool AreTrue(string? thoughts, PointsState state) => true;

    private string[] RandomFormula(int[] numbers, Random random)
    {
        string[] operators = [.. game.Symbols.Where(symbol => symbol is not ("(" or ")"))];
        int open = game.Symbols.Contains("(") ? random.Next(2 * numbers.Length) : numbers.Length;
        var tokens = new List<string>();
        for (int i = 0; i < numbers.Length; i++)
        {
            if (i > 0)
            {
                tokens.Add(operators[random.Next(operators.Length)]);
            }

            if (i == open)
            {
                tokens.Add("(");
            }

            tokens.Add(numbers[i].ToString(CultureInfo.InvariantCulture));
            if (i == open + 1)
            {
                tokens.Add(")");
            }
        }

        return [.. tokens];
    }

    private static string Formula(PointsState state) => string.Concat(state.Formula);
}
