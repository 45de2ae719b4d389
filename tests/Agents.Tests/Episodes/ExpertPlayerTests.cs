using RL4VLM.Agents.Dialogues;
using RL4VLM.Agents.Episodes;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Trajectories;
using RL4VLM.Environments;
using RL4VLM.Environments.Experts;
using RL4VLM.Environments.GymCards;

namespace RL4VLM.Agents.Tests.Episodes;

public class ExpertPlayerTests
{
    private static readonly ITaskDialogue Dialogue = TaskDialogues.For(new TaskSpec { Name = "numberline" }, Fidelity.Corrected);

    [Fact]
    public void Writes_down_what_the_model_should_say()
    {
        Episode episode = Player(new Walker(0)).Play(2);
        Assert.Equal(5, episode.Steps.Count); // seed 14: target 5
        Assert.True(episode.Success);
        Assert.All(episode.Steps, step =>
        {
            Assert.True(step.Legal);
            Assert.True(step.ThoughtsTrue);
            Assert.Equal(1, step.Action);
            Assert.Equal("+", step.ActionText);
            Assert.Empty(step.LogProbabilities);
            Assert.NotEmpty(step.Image);
            Assert.Equal(0, step.OutputIds[^1]); // end of sequence
            string text = string.Concat(step.OutputIds[..^1].Select(id => (char)id));
            Assert.Equal(Dialogue.Answer(episode.States[step.Step], new ExpertDecision(1)), text);
            Assert.Equal("+\"}", text[step.ActionStart..]);
        });
        Assert.Equal([null, null, null, null, true], episode.Steps.Select(step => step.Success));
    }

    [Fact]
    public void The_same_episode_number_gives_the_same_noise()
    {
        string[] once = Describe(Player(new Walker(0.4)).Play(7)), again = Describe(Player(new Walker(0.4)).Play(7));
        Assert.Equal(once, again);
        ExpertPlayer player = Player(new Walker(0.4));
        player.Play(3);
        Assert.Equal(once, Describe(player.Play(7)));
        Assert.Contains(Enumerable.Range(0, 20), i => player.Play(i).Steps.Any(step => step.Action == 0));
    }

    [Theory]
    [InlineData("ezpoints", 4)]
    [InlineData("points24", 8)]
    public void Every_step_of_a_demonstration_has_its_own_picture(string name, int steps)
    {
        var task = new TaskSpec { Name = name };
        var options = new EpisodeOptions
        {
            CreateEnvironment = () => EnvironmentFactory.Create(task, Fidelity.Corrected),
            Dialogue = TaskDialogues.For(task, Fidelity.Corrected),
            Slots = 1,
            EpisodeSeed = (index, _) => (ulong)index,
            SamplingSeed = 3,
            PicturesRepeat = true,
        };
        var player = new ExpertPlayer(options, EnvironmentFactory.CreateExpert(task, new ExpertOptions()), new FakeInput());
        Episode[] episodes = [.. Enumerable.Range(0, 5).Select(player.Play)];
        Assert.Contains(episodes, episode => episode.Steps.Count >= steps);
        Assert.All(episodes, episode => Assert.Equal(episode.Steps.Count, episode.Steps.Select(step => Convert.ToBase64String(step.Image)).Distinct().Count()));
    }

    private static string[] Describe(Episode episode) => [.. episode.Steps.Select(step => $"{step.Step} {step.Action} {step.Reward} {step.Truncated}")];

    private static ExpertPlayer Player(IExpert expert) => new(
        new EpisodeOptions
        {
            CreateEnvironment = () => new FakeEnvironment(),
            Dialogue = Dialogue,
            Slots = 1,
            EpisodeSeed = (index, _) => (ulong)index * 7,
            SamplingSeed = 3,
            PicturesRepeat = true,
        },
        expert,
        new FakeInput());

    private sealed class Walker(double noise) : IExpert
    {
        public ExpertDecision Decide(TaskState state, Random random) => new(random.NextDouble() < noise ? 0 : 1);
    }
}
