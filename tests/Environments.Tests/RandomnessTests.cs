using System.Globalization;
using System.Text.Json;
using RL4VLM.Core.Manifest;
using RL4VLM.Environments.GymCards;
using RL4VLM.Environments.Randomness;

namespace RL4VLM.Environments.Tests;

public sealed class RandomnessTests
{
    [Fact]
    public void Seeds_deal_what_python_random_deals()
    {
        int rows = 0;
        foreach (JsonElement row in Fixture.Rows("python_random_initial_states.jsonl"))
        {
            rows++;
            ulong seed = row.GetProperty("python_random_seed").GetUInt64();
            var bits = new PythonRandom(seed);
            foreach (JsonElement word in row.GetProperty("first_randbits32").EnumerateArray()) Assert.Equal(word.GetString(), bits.Bits(32).ToString(CultureInfo.InvariantCulture));
            var doubles = new PythonRandom(seed);
            foreach (JsonElement value in row.GetProperty("first_random").EnumerateArray()) Assert.Equal(value.GetDouble(), doubles.Double());

            NumberLineState line = NumberLineRules.Reset(seed, 5, Fidelity.Corrected);
            Assert.Equal((row.GetProperty("numberline").GetProperty("start").GetInt32(), row.GetProperty("numberline").GetProperty("target").GetInt32()), (line.Start, line.Target));
            AssertDeal(row.GetProperty("ezpoints"), PointsDeals.Deal(PointsGame.EZPoints, seed));
            AssertDeal(row.GetProperty("points24"), PointsDeals.Deal(PointsGame.Points24, seed));
        }

        Assert.Equal(138, rows);
    }

    [Fact]
    public void Seeds_deal_what_numpy_deals()
    {
        int rows = 0;
        foreach (JsonElement row in Fixture.Rows("blackjack_rng.jsonl"))
        {
            rows++;
            ulong seed = row.GetProperty("seed").GetUInt64();
            var raw = new NumPyGenerator(seed);
            Assert.Equal(row.GetProperty("pcg64_state").GetString(), raw.State.ToString(CultureInfo.InvariantCulture));
            Assert.Equal(row.GetProperty("pcg64_inc").GetString(), raw.Increment.ToString(CultureInfo.InvariantCulture));
            foreach (JsonElement word in row.GetProperty("first_raw_uint64").EnumerateArray()) Assert.Equal(word.GetString(), raw.Raw().ToString(CultureInfo.InvariantCulture));
            var bounded = new NumPyGenerator(seed);
            foreach (JsonElement value in row.GetProperty("twelve_integers_0_13").EnumerateArray()) Assert.Equal(value.GetInt32(), bounded.Below(13));

            var deck = new InfiniteDeck(new NumPyGenerator(seed));
            foreach (string reset in (string[])["reset_seeded", "second_reset_unseeded", "third_reset_unseeded"])
            {
                BlackjackState deal = BlackjackRules.Deal(deck);
                AssertHand(row.GetProperty(reset).GetProperty("dealer"), deal.Dealer);
                AssertHand(row.GetProperty(reset).GetProperty("player"), deal.Player);
            }
        }

        Assert.Equal(17, rows);
    }

    [Fact]
    public void A_seed_beyond_32_bits_uses_two_words_as_python_does()
    {
        // random.seed(2**40 + 7); random.getrandbits(32)
        Assert.Equal(2635837658u, new PythonRandom((1UL << 40) + 7).Bits(32));
    }

    private static void AssertDeal(JsonElement recorded, PointsState deal)
    {
        Assert.Equal(recorded.GetProperty("cards").EnumerateArray().Select(card => card.GetString()), deal.Cards);
        Assert.Equal(recorded.GetProperty("numbers").EnumerateArray().Select(number => number.GetInt32()), deal.Numbers);
    }

    private static void AssertHand(JsonElement recorded, IReadOnlyList<Card> hand) => Assert.Equal(
        recorded.EnumerateArray().Select(card => new Card(card.GetProperty("value").GetInt32(), card.GetProperty("face").GetString()!, card.GetProperty("suit").GetString()!)), hand);
}
