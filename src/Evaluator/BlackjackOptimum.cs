using RL4VLM.Environments.GymCards;

namespace RL4VLM.Evaluator;

/// <summary>Exact optimal play of this Blackjack (infinite deck, dealer stands on every 17, no naturals; spec section 1.4) by dynamic
/// programming, and what a decision costs against it.</summary>
public sealed class BlackjackOptimum
{
    private const int Stand = 0;
    private const int Hit = 1;
    private const double Tie = 1e-9;

    private readonly double[][] dealer = new double[11][]; // up-card 1 to 10 -> probability of 17 to 21 (index 0 to 4) and bust (5)
    private readonly double?[] values = new double?[11 * 22 * 2];

    private BlackjackOptimum()
    {
        for (int card = 1; card <= 10; card++)
        {
            dealer[card] = new double[6];
            Draw(dealer[card], card, card == 1, 1, first: true);
        }

        for (int open = 1; open <= 10; open++)
        {
            for (int a = 1; a <= 10; a++)
            {
                for (int b = 1; b <= 10; b++)
                {
                    ExpectedReward += Chance(open) * Chance(a) * Chance(b) * Value(a + b, a == 1 || b == 1, open);
                }
            }
        }
    }

    public static BlackjackOptimum Instance { get; } = new();

    /// <summary>Mean reward of optimal play before the cards are dealt.</summary>
    public double ExpectedReward { get; }

    /// <summary>What the action loses against the best one, in expected reward; 0 when it is a best one.</summary>
    public double Regret(BlackjackState state, int action)
    {
        int sum = state.Player.Sum(card => card.Value), open = state.Dealer[0].Value;
        bool ace = state.Player.Any(card => card.Value == 1);
        double stand = StandValue(Total(sum, ace), open), hit = HitValue(sum, ace, open);
        double loss = Math.Max(stand, hit) - (action == Stand ? stand : action == Hit ? hit : throw new ArgumentOutOfRangeException(nameof(action)));
        return loss < Tie ? 0 : loss;
    }

    private double Value(int sum, bool ace, int open)
    {
        ref double? value = ref values[(((open * 22) + sum) * 2) + (ace ? 1 : 0)];
        return value ??= Math.Max(StandValue(Total(sum, ace), open), HitValue(sum, ace, open));
    }

    private double StandValue(int total, int open)
    {
        double value = dealer[open][5];
        for (int i = 0; i < 5; i++)
        {
            value += dealer[open][i] * Math.Sign(total - (17 + i));
        }

        return value;
    }

    private double HitValue(int sum, bool ace, int open)
    {
        double value = 0;
        for (int card = 1; card <= 10; card++)
        {
            value += Chance(card) * (sum + card > 21 ? -1 : Value(sum + card, ace || card == 1, open));
        }

        return value;
    }

    private static void Draw(double[] ends, int sum, bool ace, double chance, bool first)
    {
        int total = Total(sum, ace);
        if (!first && total >= 17)
        {
            ends[total > 21 ? 5 : total - 17] += chance;
            return;
        }

        for (int card = 1; card <= 10; card++)
        {
            Draw(ends, sum + card, ace || card == 1, chance * Chance(card), first: false);
        }
    }

    private static int Total(int sum, bool ace) => ace && sum + 10 <= 21 ? sum + 10 : sum;

    private static double Chance(int card) => card == 10 ? 4.0 / 13 : 1.0 / 13;
}
