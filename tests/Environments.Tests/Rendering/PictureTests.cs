using RL4VLM.Core.Imaging;
using RL4VLM.Core.Manifest;
using RL4VLM.Environments.GymCards;
using RL4VLM.Environments.Rendering;

namespace RL4VLM.Environments.Tests.Rendering;

public sealed class PictureTests
{
    private static readonly (byte, byte, byte) Table = (53, 101, 77), White = (255, 255, 255);

    public static TheoryData<string> Tasks => [.. TaskCatalog.All.Select(task => task.Name)];

    [Fact]
    public void NumberLine_text_has_the_measured_ink_boxes()
    {
        RgbImage picture = Draw(NumberLinePainter.Instance, new NumberLineState(1, 5, 1, 0));
        AssertBox((30, 68, 208, 101), Ink(picture, White, 0, 150));
        AssertBox((31, 188, 234, 213), Ink(picture, White, 150, 300));
    }

    [Fact]
    public void Cards_lie_where_the_specification_puts_them()
    {
        RgbImage two = Draw(PointsPainter.For(PointsGame.EZPoints, Fidelity.Corrected), new PointsState(["HJ", "S2"], [10, 2], [], []));
        AssertBox((5, 55, 139, 243), Ink(two, Table, 40, 250, 0, 146));
        AssertBox((153, 55, 287, 243), Ink(two, Table, 40, 250, 146));

        RgbImage four = Draw(PointsPainter.For(PointsGame.Points24, Fidelity.Corrected), new PointsState(["HJ", "S2", "DT", "CA"], [10, 2, 10, 1], [], []));
        foreach ((int card, int x) in new[] { 5, 78, 152, 226 }.Index()) AssertBox((x, 103, x + 66, 195), Ink(four, Table, 90, 205, x - 3, x + 70));

        RgbImage hand = Draw(BlackjackPainter.For(Fidelity.Corrected), Hand(2));
        AssertBox((5, 25, 74, 122), Ink(hand, Table, 23, 128, 0, 76));
        AssertBox((78, 25, 147, 122), Ink(hand, Table, 23, 128, 76));
        AssertBox((5, 150, 74, 247), Ink(hand, Table, 149, 300, 0, 76));
        AssertBox((79, 150, 148, 247), Ink(hand, Table, 149, 300, 76));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(12)]
    [InlineData(22)]
    public void A_long_hand_overlaps_and_shows_every_rank(int cards)
    {
        IPainter painter = BlackjackPainter.For(Fidelity.Corrected);
        BlackjackState hand = Hand(cards);
        RgbImage picture = Draw(painter, hand);
        Box ink = Ink(picture, Table, 149, 300);
        Assert.True(ink is { Left: >= 5, Right: <= 295, Bottom: <= 297 }, $"{ink}");

        // Every single card's rank changes the picture: none is covered or outside.
        for (int i = 0; i < cards; i++)
        {
            Card[] changed = [.. hand.Player];
            changed[i] = changed[i] with { Face = "8", Value = 8 };
            RgbImage other = Draw(painter, new BlackjackState(hand.Dealer, changed));
            int pixels = Enumerable.Range(0, 300 * 300).Count(at => picture.Pixels[3 * at] != other.Pixels[3 * at]);
            Assert.True(pixels >= 60, $"card {i} of {cards}: {pixels} pixels tell its rank");
        }
    }

    [Fact]
    public void The_paper_version_draws_the_fifth_card_outside()
    {
        IPainter painter = BlackjackPainter.For(Fidelity.Paper);
        Assert.Equal(Draw(painter, Hand(4)).Pixels, Draw(painter, Hand(5)).Pixels);
        Assert.True(Ink(Draw(painter, Hand(6)), Table, 250, 300) is { Left: >= 4 and <= 7, Top: >= 250 and <= 254 });
    }

    [Fact]
    public void Only_the_dealers_first_card_shows()
    {
        BlackjackState hand = Hand(2), settled = new([hand.Dealer[0], new Card(9, "9", "S"), new Card(5, "5", "C")], hand.Player);
        Assert.Equal(hand.Key, settled.Key);
        IPainter painter = BlackjackPainter.For(Fidelity.Corrected);
        Assert.Equal(Draw(painter, hand).Pixels, Draw(painter, settled).Pixels);
    }

    [Fact]
    public void A_long_formula_is_squeezed_in_the_corrected_version_only()
    {
        var state = new PointsState(["HJ", "S2", "DT", "CA"], [10, 2, 10, 1], [.. Enumerable.Repeat("10", 21)], []);
        Assert.True(Ink(Draw(PointsPainter.For(PointsGame.Points24, Fidelity.Corrected), state), Table, 235, 300).Right <= 297);
        Assert.Equal(299, Ink(Draw(PointsPainter.For(PointsGame.Points24, Fidelity.Paper), state), Table, 235, 300).Right);
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Equal_states_have_one_picture_and_other_states_another(string task)
    {
        IEnvironment first = Create(task), second = Create(task), third = Create(task);
        foreach (IEnvironment environment in (IEnvironment[])[first, second, third]) environment.Reset(7);
        Assert.Equal(first.Render().Pixels, second.Render().Pixels);
        Assert.Same(second.Render(), third.Render());
        Assert.Equal((300, 300), (first.Render().Width, first.Render().Height));
        ulong seed = 8;
        do second.Reset(seed++);
        while (second.State.Key == first.State.Key);
        Assert.NotEqual(first.Render().Pixels, second.Render().Pixels);
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Jitter_follows_seed_and_step_and_leaves_the_edge_free(string task)
    {
        IEnvironment environment = Create(task, jitter: 1), again = Create(task, jitter: 1);
        (byte, byte, byte) background = TaskCatalog.Find(task)!.Background;
        var pictures = new List<byte[]>();
        for (ulong seed = 0; seed < 12; seed++)
        {
            environment.Reset(seed);
            again.Reset(seed);
            byte[] pixels = environment.Render().Pixels;
            Assert.Equal(pixels, again.Render().Pixels);
            Assert.DoesNotContain(pictures, pixels.SequenceEqual);
            pictures.Add(pixels);
            Box ink = Ink(environment.Render(), background, 0, 300);
            Assert.True(ink is { Left: >= 0, Right: <= 299, Top: >= 0, Bottom: <= 299 } && (task != "numberline" || ink is { Left: > 0, Right: < 299, Top: > 0, Bottom: < 299 }), $"seed {seed}: {ink}");
        }

        environment.Reset(1);
        byte[] before = environment.Render().Pixels;
        environment.StepIllegal();
        Assert.NotEqual(before, environment.Render().Pixels);
    }

    [Fact]
    public void Ranks_and_suits_can_be_told_apart_at_64_pixels()
    {
        IPainter painter = PointsPainter.For(PointsGame.Points24, Fidelity.Corrected);
        string[] cards = [.. from suit in "HSDC" from face in "A23456789TJQK" select $"{suit}{face}"];
        byte[][] shrunk = [.. cards.Select(card => Shrink(Draw(painter, new PointsState([card, card, card, card], [1, 1, 1, 1], [], [])), 64))];
        for (int i = 0; i < cards.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                double difference = shrunk[i].Zip(shrunk[j], (a, b) => Math.Abs(a - b)).Sum() / 4.0;
                Assert.True(difference > 1000, $"{cards[i]} and {cards[j]}: {difference}");
            }
        }
    }

    [Fact]
    public void A_missing_font_is_named()
    {
        var failure = Assert.Throws<Core.Stages.StageException>(() => Fontconfig.Require("No Such Family"));
        Assert.Contains("No Such Family", failure.Message, StringComparison.Ordinal);
        Fontconfig.Require("DejaVu Sans");
    }

    private static IEnvironment Create(string task, double jitter = 0) =>
        EnvironmentFactory.Create(new TaskSpec { Name = task, Options = new TaskOptions { Jitter = jitter } }, Fidelity.Corrected);

    private static RgbImage Draw(IPainter painter, TaskState state) => Pictures.DrawAlways(painter, state);

    private static BlackjackState Hand(int cards) => new(
        [new Card(10, "K", "H"), new Card(2, "2", "C")],
        [.. Enumerable.Range(0, cards).Select(i => new Card((i % 7) + 1, "A234567"[i % 7].ToString(), "CDHS"[i % 4].ToString()))]);

    private static void AssertBox((int Left, int Top, int Right, int Bottom) expected, Box found)
    {
        int worst = new[] { expected.Left - found.Left, expected.Top - found.Top, expected.Right - found.Right, expected.Bottom - found.Bottom }.Max(Math.Abs);
        Assert.True(worst <= 2, $"expected {expected}, found {found}");
    }

    private static Box Ink(RgbImage picture, (byte Red, byte Green, byte Blue) background, int top, int bottom, int left = 0, int right = 300)
    {
        var box = new Box(int.MaxValue, int.MaxValue, -1, -1);
        for (int y = top; y < bottom; y++)
        {
            for (int x = left; x < right; x++)
            {
                int at = 3 * ((y * 300) + x);
                if ((picture.Pixels[at], picture.Pixels[at + 1], picture.Pixels[at + 2]) == background) continue;
                box = new Box(Math.Min(box.Left, x), Math.Min(box.Top, y), Math.Max(box.Right, x), Math.Max(box.Bottom, y));
            }
        }

        return box;
    }

    private static byte[] Shrink(RgbImage picture, int size)
    {
        var pixels = new byte[3 * size * size];
        for (int y = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++)
            {
                int x0 = x * 300 / size, x1 = (x + 1) * 300 / size, y0 = y * 300 / size, y1 = (y + 1) * 300 / size;
                for (int c = 0; c < 3; c++)
                {
                    int sum = 0;
                    for (int v = y0; v < y1; v++)
                    {
                        for (int u = x0; u < x1; u++) sum += picture.Pixels[(3 * ((v * 300) + u)) + c];
                    }

                    pixels[(3 * ((y * size) + x)) + c] = (byte)(sum / ((x1 - x0) * (y1 - y0)));
                }
            }
        }

        return pixels;
    }

    private readonly record struct Box(int Left, int Top, int Right, int Bottom);
}
