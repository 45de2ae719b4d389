namespace RL4VLM.Environments.GymCards;

/// <summary>The rules of Blackjack, spec section 1.4, as functions of the state and a source of cards. The reference's options
/// <c>natural</c> and <c>sab</c> change nothing there and are left out.</summary>
public static class BlackjackRules
{
    public const int Stand = 0;
    public const int Hit = 1;

    public static IReadOnlyList<string> Actions { get; } = ["stand", "hit"];

    /// <summary>Deals from a freshly seeded or an already used deck.</summary>
    public static BlackjackState Deal(InfiniteDeck deck)
    {
        Card[] dealer = [deck.Draw(), deck.Draw()], player = [deck.Draw(), deck.Draw()];
        deck.Waste(dealer[0]);
        return new BlackjackState(dealer, player);
    }

    /// <summary>One step: hit takes a card and may bust; stand lets the dealer draw to 17 and settles.</summary>
    public static (BlackjackState Next, StepOutcome Outcome) Step(BlackjackState state, int action, ICardSource cards)
    {
        switch (action)
        {
            case Hit:
                var hit = new BlackjackState(state.Dealer, [.. state.Player, cards.Draw()]);
                bool bust = Total(hit.Player) > 21;
                return (hit, new StepOutcome(bust ? -1 : 0, bust, false, Info(hit)));
            case Stand:
                List<Card> dealer = [.. state.Dealer];
                while (Total(dealer) < 17) dealer.Add(cards.Draw());
                BlackjackState settled = dealer.Count == state.Dealer.Count ? state : new BlackjackState([.. dealer], state.Player);
                return (settled, new StepOutcome(Math.Sign(Score(state.Player) - Score(dealer)), true, false, Info(settled)));
            default:
                throw new ArgumentOutOfRangeException(nameof(action), action, "Blackjack has the actions 0 and 1");
        }
    }

    /// <summary>Sum of the hand with one ace as 11 where that stays within 21.</summary>
    public static int Total(IReadOnlyList<Card> hand)
    {
        (int sum, bool ace) = Sum(hand);
        return ace && sum + 10 <= 21 ? sum + 10 : sum;
    }

    /// <summary>Whether an ace counts 11.</summary>
    public static bool HasUsableAce(IReadOnlyList<Card> hand)
    {
        (int sum, bool ace) = Sum(hand);
        return ace && sum + 10 <= 21;
    }

    /// <summary>The hands with hidden card, as the reference's info exposes them.</summary>
    public static IReadOnlyDictionary<string, string> Info(BlackjackState state) => new Dictionary<string, string>(2)
    {
        ["Dealer Card"] = InfoText.Cards(state.Dealer),
        ["Player Card"] = InfoText.Cards(state.Player),
    };

    private static int Score(IReadOnlyList<Card> hand) => Total(hand) is var total && total > 21 ? 0 : total;

    private static (int Sum, bool Ace) Sum(IReadOnlyList<Card> hand)
    {
        int sum = 0;
        bool ace = false;
        for (int i = 0; i < hand.Count; i++)
        {
            sum += hand[i].Value;
            ace |= hand[i].Value == 1;
        }

        return (sum, ace);
    }
}
