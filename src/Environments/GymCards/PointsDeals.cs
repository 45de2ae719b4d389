using RL4VLM.Environments.Randomness;

namespace RL4VLM.Environments.GymCards;

/// <summary>Deals of the formula games in the reference's order of draws (spec sections 1.2 and 1.3).</summary>
public static class PointsDeals
{
    private static readonly string[] Suits = ["H", "S", "D", "C"];
    private static readonly string[] Faces = ["", "A", "2", "3", "4", "5", "6", "7", "8", "9", "T", "J", "Q", "K"];

    public static PointsState Deal(PointsGame game, ulong seed) => game.Cards == 2 ? Two(new PythonRandom(seed)) : Many(game, new PythonRandom(seed));

    private static PointsState Two(PythonRandom random)
    {
        int rank = random.Integer(2, 13);
        string card = random.Choice(Suits) + Faces[rank];
        int value = Math.Min(rank, 10);
        int partner = value is 1 or 2 or 3 or 4 or 6 && random.Double() <= 0.5 ? 12 / value : 12 - value;
        string other = random.Choice(Suits) + Faces[partner];
        return random.Double() <= 0.5
            ? new PointsState([other, card], [partner, value], [], [])
            : new PointsState([card, other], [value, partner], [], []);
    }

    private static PointsState Many(PointsGame game, PythonRandom random)
    {
        var ranks = new int[game.Cards];
        for (int i = 0; i < ranks.Length; i++) ranks[i] = random.Integer(1, 13);
        var cards = new string[game.Cards];
        for (int i = 0; i < cards.Length; i++) cards[i] = random.Choice(Suits) + Faces[ranks[i]];
        return new PointsState(cards, [.. ranks.Select(game.Value)], [], []);
    }
}
