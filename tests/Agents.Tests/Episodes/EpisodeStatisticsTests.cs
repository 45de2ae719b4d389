using RL4VLM.Agents.Dialogues;
using RL4VLM.Agents.Episodes;
using RL4VLM.Core.Manifest;
using RL4VLM.Models.Generation;

namespace RL4VLM.Agents.Tests.Episodes;

public class EpisodeStatisticsTests
{
    [Fact]
    public void Counts_what_was_played()
    {
        // One episode of two places: an illegal answer, a wrong move (wall), then two right ones.
        string[] script = ["", "{\"current number\": \"0\", \"target number\": \"2\", \"action\": \"-\"}", "{\"action\": \"+\"}", "{\"current number\": \"1\", \"target number\": \"2\", \"action\": \"+\"}"];
        var source = new EpisodeSource(
            new EpisodeOptions
            {
                CreateEnvironment = () => new FakeEnvironment(),
                Dialogue = TaskDialogues.For(new TaskSpec { Name = "numberline" }, Fidelity.Corrected),
                Slots = 1,
                EpisodeSeed = (_, _) => 1,
                SamplingSeed = 1,
                EpisodeBudget = 1,
            },
            new FakeInput());
        int asked = 0;
        FakeGenerator.Run(source, (GenerationRequest _) => script[asked++]);
        EpisodeStatistics statistics = EpisodeStatistics.Of(source.Episodes);
        Assert.Equal(1, statistics.Episodes);
        Assert.Equal(4, statistics.Steps);
        Assert.Equal(script.Sum(text => text.Length + 1), statistics.Tokens);
        Assert.Equal(-1, statistics.Return);
        Assert.Equal(-0.25, statistics.Reward);
        Assert.Equal(0, statistics.SuccessRate);
        Assert.Equal(4, statistics.EpisodeLength);
        Assert.Equal(0.25, statistics.IllegalRate);
        Assert.Equal(0.5, statistics.ThoughtAccuracy);
        Assert.Equal(0, statistics.TruncationRate);
    }

    [Fact]
    public void Nothing_played_is_all_zero() => Assert.Equal(new EpisodeStatistics(), EpisodeStatistics.Of([]));
}
