using System.Runtime.InteropServices;
using RL4VLM.Environments.GymCards;

namespace RL4VLM.Environments.Experts;

/// <summary>What a policy achieves, exactly.</summary>
/// <param name="Win">Probability of reward 1.</param>
/// <param name="Draw">Of reward 0.</param>
/// <param name="Lose">Of reward -1.</param>
/// <param name="Agreement">Share of its decisions, weighted by how often it faces them, that are optimal.</param>
public sealed record BlackjackFigures(double Win, double Draw, double Lose, double Agreement)
{
    public double MeanReward => Win - Lose;
}

/// <summary>A decision that a player can face.</summary>
/// <param name="Total">4 to 21, an ace as 11 where it fits.</param>
/// <param name="Soft">An ace counts 11.</param>
/// <param name="UpCard">The dealer's, 1 (ace) to 10.</param>
public readonly record struct BlackjackSituation(int Total, bool Soft, int UpCard)
{
    public static BlackjackSituation Of(BlackjackState state) => new(state.PlayerTotal, state.Soft, state.UpCard.Value);
}

/// <summary>Exact values of standing and hitting by dynamic programming: infinite deck, dealer stands on every 17, no doubling, splitting or
/// bonus for a natural (spec section 1.4). Best play has a mean reward of -0.0466.</summary>
public static class BlackjackOptimal
{
    private const int Bust = 22;

    // [up-card, final score 17 to 21 or bust]
    private static readonly double[][] DealerFinal = [.. Enumerable.Range(0, 11).Select(up => up == 0 ? [] : Dealer(up))];
    private static readonly Dictionary<BlackjackSituation, (double Stand, double Hit)> Values = Solve();

    /// <summary>Every decision that can come up.</summary>
    public static IReadOnlyList<BlackjackSituation> Situations { get; } =
        [.. Values.Keys.OrderBy(situation => situation.Soft).ThenBy(situation => situation.Total).ThenBy(situation => situation.UpCard)];

    // No hand comes back to an earlier one: hard up to 11, then soft, then hard from 12 (an ace that came down).
    private static readonly BlackjackSituation[] FirstToLast =
        [.. Values.Keys.OrderBy(situation => situation.Soft ? 1 : situation.Total <= 11 ? 0 : 2).ThenBy(situation => situation.Total)];

    /// <summary>Expected reward of standing.</summary>
    public static double Stand(BlackjackSituation situation) => Values[situation].Stand;

    /// <summary>Expected reward of hitting and playing on optimally.</summary>
    public static double Hit(BlackjackSituation situation) => Values[situation].Hit;

    /// <summary>The better action.</summary>
    public static int Best(BlackjackSituation situation) => Values[situation] is var (stand, hit) && hit > stand ? BlackjackRules.Hit : BlackjackRules.Stand;

    /// <summary>The better action.</summary>
    public static int Best(BlackjackState state) => Best(BlackjackSituation.Of(state));

    /// <summary>Expected reward given away by an action, 0 when it is the better one.</summary>
    public static double Regret(BlackjackSituation situation, int action)
    {
        (double stand, double hit) = Values[situation];
        return Math.Max(stand, hit) - (action == BlackjackRules.Hit ? hit : stand);
    }

    /// <summary>What a policy achieves over all deals.</summary>
    /// <param name="hit">Its probability of hitting.</param>
    public static BlackjackFigures Evaluate(Func<BlackjackSituation, double> hit)
    {
        var reach = new Dictionary<BlackjackSituation, double>();
        double win = 0, draw = 0, lose = 0, decisions = 0, agreed = 0;
        for (int up = 1; up <= 10; up++)
        {
            for (int first = 1; first <= 10; first++)
            {
                for (int second = 1; second <= 10; second++) Arrive(Add(Add((0, false), first), second), up, Chance(up) * Chance(first) * Chance(second));
            }
        }

        foreach (BlackjackSituation situation in FirstToLast)
        {
            double probability = reach.GetValueOrDefault(situation), hits = hit(situation);
            decisions += probability;
            agreed += probability * (Best(situation) == BlackjackRules.Hit ? hits : 1 - hits);
            for (int score = 17; score <= Bust; score++)
            {
                double here = probability * (1 - hits) * DealerFinal[situation.UpCard][score - 17];
                if (score == Bust || score < situation.Total) win += here;
                else if (score == situation.Total) draw += here;
                else lose += here;
            }

            for (int card = 1; card <= 10; card++) Arrive(Add((situation.Total, situation.Soft), card), situation.UpCard, probability * hits * Chance(card));
        }

        return new BlackjackFigures(win, draw, lose, agreed / decisions);

        void Arrive((int Total, bool Soft) hand, int up, double probability)
        {
            if (hand.Total > 21) lose += probability;
            else CollectionsMarshal.GetValueRefOrAddDefault(reach, new BlackjackSituation(hand.Total, hand.Soft, up), out _) += probability;
        }
    }

    private static double Chance(int card) => card == 10 ? 4.0 / 13 : 1.0 / 13;

    private static (int Total, bool Soft) Add((int Total, bool Soft) hand, int card)
    {
        int total = hand.Total + card;
        if (hand.Soft) return total <= 21 ? (total, true) : (total - 10, false);
        return card == 1 && total + 10 <= 21 ? (total + 10, true) : (total, false);
    }

    private static double[] Dealer(int upCard)
    {
        var final = new double[Bust - 17 + 1];
        Draw(Add((0, false), upCard), 1);
        return final;

        void Draw((int Total, bool Soft) hand, double probability)
        {
            for (int card = 1; card <= 10; card++)
            {
                (int Total, bool Soft) next = Add(hand, card);
                double here = probability * Chance(card);
                if (next.Total >= 17) final[Math.Min(next.Total, Bust) - 17] += here;
                else Draw(next, here);
            }
        }
    }

    private static Dictionary<BlackjackSituation, (double Stand, double Hit)> Solve()
    {
        var values = new Dictionary<BlackjackSituation, (double Stand, double Hit)>();
        for (int up = 1; up <= 10; up++)
        {
            for (int total = 4; total <= 21; total++) Value(new BlackjackSituation(total, false, up));
            for (int total = 12; total <= 21; total++) Value(new BlackjackSituation(total, true, up));
        }

        return values;

        double Value(BlackjackSituation situation)
        {
            if (situation.Total > 21) return -1;
            if (!values.TryGetValue(situation, out (double Stand, double Hit) value))
            {
                double stand = 0, hit = 0;
                for (int score = 17; score <= Bust; score++) stand += DealerFinal[situation.UpCard][score - 17] * (score == Bust ? 1 : Math.Sign(situation.Total - score));
                for (int card = 1; card <= 10; card++)
                {
                    (int total, bool soft) = Add((situation.Total, situation.Soft), card);
                    hit += Chance(card) * Value(new BlackjackSituation(total, soft, situation.UpCard));
                }

                values[situation] = value = (stand, hit);
            }

            return Math.Max(value.Stand, value.Hit);
        }
    }
}
