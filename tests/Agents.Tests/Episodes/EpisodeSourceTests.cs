using RL4VLM.Agents.Dialogues;
using RL4VLM.Agents.Episodes;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Trajectories;
using RL4VLM.Environments;
using RL4VLM.Environments.GymCards;
using RL4VLM.Models.Generation;

namespace RL4VLM.Agents.Tests.Episodes;

public class EpisodeSourceTests
{
    private static readonly ITaskDialogue Dialogue = TaskDialogues.For(new TaskSpec { Name = "numberline" }, Fidelity.Corrected);

    private readonly List<FakeEnvironment> environments = [];
    private readonly FakeInput input = new();
    private int? timeLimit = 12;

    [Fact]
    public void Finishes_every_episode_begun_and_starts_none_past_the_step_budget()
    {
        var source = Source(slots: 4, options => options with { StepBudget = 50 });
        int most = 0;
        FakeGenerator.Run(source, request =>
        {
            most = source.StepsDone < 50 ? source.EpisodesDone : most;
            return Walk(request);
        });

        Assert.True(source.StepsDone >= 50);
        Assert.True(source.StepsDone < 50 + 4 * 5);
        Assert.All(source.Episodes, episode => Assert.True(episode.Finished));
        Assert.True(source.Episodes.Count <= most + 4);
    }

    [Fact]
    public void Plays_exactly_the_first_episodes_started()
    {
        var source = Source(slots: 8, options => options with { EpisodeBudget = 21 });
        FakeGenerator.Run(source, Walk, new Random(1));
        Assert.Equal(Enumerable.Range(0, 21), source.Episodes.Select(episode => episode.Index));
        Assert.Equal(Enumerable.Range(0, 21).Select(i => (ulong)i * 7), source.Episodes.Select(episode => episode.Seed));
        Assert.All(source.Episodes, episode => Assert.True(episode.Success));
        Assert.All(source.Episodes, episode => Assert.Equal((int)(episode.Seed % 5) + 1, episode.Steps.Count));
    }

    [Fact]
    public void Records_do_not_depend_on_which_answer_comes_first()
    {
        var plain = Play(null);
        foreach (int seed in Enumerable.Range(0, 5))
        {
            Assert.Equal(plain, Play(new Random(seed)));
        }

        List<string> Play(Random? order)
        {
            var source = Source(slots: 5, options => options with { EpisodeBudget = 30 });
            FakeGenerator.Run(source, request => request.Random.NextDouble() < 0.3 ? "nonsense" : Walk(request), order);
            return [.. source.Episodes.SelectMany(episode => episode.Steps).Select(step =>
                $"{step.Episode} {step.Step} {step.EpisodeSeed} {step.Action} {step.Reward} {step.Terminated} {step.Truncated} {step.Success} {string.Join(',', step.OutputIds)} {step.Info["Current"]}")];
        }
    }

    [Fact]
    public void An_illegal_answer_costs_one_and_a_step_and_changes_nothing()
    {
        var source = Source(slots: 1, options => options with { EpisodeBudget = 1, EpisodeSeed = (_, _) => 1 });
        int asked = 0;
        FakeGenerator.Run(source, request => asked++ == 0 ? "{\"action\": \"up\"}" : Walk(request));
        Episode episode = source.Episodes[0];
        Assert.Equal([false, true, true], episode.Steps.Select(step => step.Legal));
        Assert.Equal([-1, 1, 1], episode.Steps.Select(step => step.Action));
        Assert.Equal([-1f, 0f, 1f], episode.Steps.Select(step => step.Reward));
        Assert.Equal("up", episode.Steps[0].ActionText);
        Assert.Equal(episode.States[0], ((NumberLineState)episode.States[1]) with { StepsMade = 0 });
        Assert.Equal(0, episode.Return);
        Assert.Equal([null, null, false], episode.Steps.Select(step => step.Success));
    }

    [Fact]
    public void A_task_without_a_limit_gets_one_of_thirty_steps()
    {
        timeLimit = null;
        var source = Source(slots: 2, options => options with { EpisodeBudget = 3 });
        FakeGenerator.Run(source, _ => "I will not play");
        Assert.All(source.Episodes, episode =>
        {
            Assert.Equal(30, episode.Steps.Count);
            Assert.True(episode.Steps[^1].Truncated);
            Assert.False(episode.Steps[^1].Terminated);
            Assert.DoesNotContain(episode.Steps.SkipLast(1), step => step.Truncated);
        });
    }

    [Fact]
    public void The_environments_own_limit_is_left_to_it()
    {
        timeLimit = 12;
        var source = Source(slots: 2, options => options with { EpisodeBudget = 3 });
        FakeGenerator.Run(source, _ => "I will not play");
        Assert.All(source.Episodes, episode => Assert.Equal(12, episode.Steps.Count));
    }

    [Fact]
    public void Everything_of_an_answer_without_action_is_thought()
    {
        var source = Source(slots: 1, options => options with { EpisodeBudget = 1, EpisodeSeed = (_, _) => 0 });
        int asked = 0;
        FakeGenerator.Run(source, request => asked++ == 0 ? "hm" : Walk(request));
        StepRecord silent = source.Episodes[0].Steps[0], spoken = source.Episodes[0].Steps[1];
        Assert.Equal(3, silent.ActionStart);
        Assert.Equal("+\"}", string.Concat(spoken.OutputIds[spoken.ActionStart..^1].Select(id => (char)id)));
        Assert.False(silent.ThoughtsTrue);
        Assert.True(spoken.ThoughtsTrue);
    }

    [Fact]
    public void Training_never_starts_in_a_held_out_state_and_marks_passing_through()
    {
        // Target 3 is held out at the start, current 1 of any episode in passing.
        var source = Source(slots: 3, options => options with
        {
            EpisodeBudget = 25,
            EpisodeSeed = (index, attempt) => (ulong)(index + attempt),
            IsHeldOut = state => state is NumberLineState { Current: 0, Target: 3 } or NumberLineState { Current: 1 },
            AvoidHeldOut = true,
        });
        FakeGenerator.Run(source, Walk);
        Assert.DoesNotContain(source.Episodes, episode => ((NumberLineState)episode.States[0]).Target == 3);
        Assert.DoesNotContain(source.Episodes, episode => episode.StartsHeldOut);
        foreach (Episode episode in source.Episodes)
        {
            Assert.Equal(episode.States.Select(state => ((NumberLineState)state).Current == 1), episode.Steps.Select(step => step.HeldOut));
        }
    }

    [Fact]
    public void Evaluation_may_start_in_a_held_out_state_and_says_so()
    {
        var source = Source(slots: 3, options => options with { EpisodeBudget = 10, IsHeldOut = state => state is NumberLineState { Current: 0, Target: 3 } });
        FakeGenerator.Run(source, Walk);
        Assert.All(source.Episodes, episode => Assert.Equal(((NumberLineState)episode.States[0]).Target == 3, episode.StartsHeldOut));
        Assert.Contains(source.Episodes, episode => episode.StartsHeldOut);
    }

    [Fact]
    public void Repeating_pictures_are_rendered_processed_and_encoded_once()
    {
        var source = Source(slots: 4, options => options with { EpisodeBudget = 200 });
        FakeGenerator.Run(source, Walk);
        Assert.Equal(15, environments.Sum(environment => environment.Renders)); // (current, target) pairs on the way
        Assert.Equal(15, input.Processed);
        Assert.Equal(1, input.Prompted);
        Assert.All(source.Episodes.SelectMany(episode => episode.Steps), step => Assert.NotEmpty(step.Image));
    }

    [Fact]
    public void Varying_pictures_are_rendered_at_every_step()
    {
        var source = Source(slots: 4, options => options with { EpisodeBudget = 20, PicturesRepeat = false });
        FakeGenerator.Run(source, Walk);
        Assert.Equal(source.StepsDone, environments.Sum(environment => environment.Renders));
    }

    [Fact]
    public void Blank_pictures_show_the_background_alone()
    {
        var source = Source(slots: 2, options => options with { EpisodeBudget = 6, Blank = true, StepBudget = 100 });
        var seen = new HashSet<ulong>();
        FakeGenerator.Run(source, request =>
        {
            seen.Add(request.ImageKey);
            Assert.All(request.Pixels!, pixel => Assert.Equal(9, pixel));
            return "{\"action\": \"+\"}";
        });
        Assert.Single(seen);
    }

    [Fact]
    public void Pictures_are_kept_for_as_many_episodes_as_wanted()
    {
        var source = Source(slots: 2, options => options with { EpisodeBudget = 6, KeepPictures = 2 });
        FakeGenerator.Run(source, Walk);
        Assert.All(source.Episodes, episode => Assert.All(episode.Steps, step => Assert.Equal(episode.Index < 2, step.Image.Length > 0)));
    }

    [Fact]
    public void Greedy_answers_are_asked_once_per_picture_and_sampled_ones_every_time()
    {
        var greedy = Source(slots: 4, options => options with { EpisodeBudget = 100, Temperature = 0 });
        int asked = FakeGenerator.Run(greedy, Walk);
        Assert.InRange(asked, 15, 15 + 3 * 4);
        var sampled = Source(slots: 4, options => options with { EpisodeBudget = 100, Temperature = 0.2 });
        Assert.Equal(FakeGenerator.Run(sampled, Walk), sampled.StepsDone);
        Assert.Equal(
            sampled.Episodes.Select(episode => (episode.Seed, episode.Steps.Count, episode.Return)),
            greedy.Episodes.Select(episode => (episode.Seed, episode.Steps.Count, episode.Return)));
        Assert.All(greedy.Episodes.SelectMany(episode => episode.Steps), step => Assert.Equal(1, step.Temperature));
    }

    [Fact]
    public void Paper_fidelity_acts_at_random_where_nothing_can_be_read()
    {
        var source = Source(slots: 2, options => options with { EpisodeBudget = 40, Fidelity = Fidelity.Paper });
        FakeGenerator.Run(source, _ => "no idea");
        StepRecord[] steps = [.. source.Episodes.SelectMany(episode => episode.Steps)];
        Assert.All(steps, step => Assert.InRange(step.Action, 0, 1));
        Assert.All(steps, step => Assert.False(step.Legal));
        Assert.Contains(steps, step => step.Action == 0);
        Assert.Contains(steps, step => step.Action == 1);
    }

    [Fact]
    public void An_unfinished_episode_is_not_handed_out()
    {
        var source = Source(slots: 1, options => options with { EpisodeBudget = 1 });
        source.Next(0);
        Assert.Throws<InvalidOperationException>(() => source.Episodes);
    }

    /// <summary>The right move, read from the picture.</summary>
    private static string Walk(GenerationRequest request)
    {
        int current = (int)request.Pixels![3], target = (int)request.Pixels[4];
        return Dialogue.Answer(new NumberLineState(0, target, current, 0), new ExpertDecision(1));
    }

    private EpisodeSource Source(int slots, Func<EpisodeOptions, EpisodeOptions> change) => new(
        change(new EpisodeOptions
        {
            CreateEnvironment = () =>
            {
                environments.Add(new FakeEnvironment(timeLimit));
                return environments[^1];
            },
            Dialogue = Dialogue,
            Slots = slots,
            EpisodeSeed = (index, _) => (ulong)index * 7,
            SamplingSeed = 3,
            PicturesRepeat = true,
        }),
        input);
}
