using RL4VLM.Core.Imaging;
using RL4VLM.Core.Manifest;

namespace RL4VLM.Environments.Tests;

/// <summary>Pictures are cached under <see cref="TaskState.Key"/>: a key that stays behind its state shows the agent an old picture.</summary>
public sealed class StateKeyTests
{
    [Theory]
    [InlineData("numberline")]
    [InlineData("ezpoints")]
    [InlineData("points24")]
    [InlineData("blackjack")]
    public void Keys_read_on_the_way_tell_states_apart_exactly_as_their_descriptions_do(string task)
    {
        var byKey = new Dictionary<string, string>();
        var byText = new Dictionary<string, string>();
        Play(task, environment =>
        {
            string key = environment.State.Key, text = environment.State.ToString();
            Assert.Equal(text, byKey.TryGetValue(key, out string? known) ? known : byKey[key] = text);
            Assert.Equal(key, byText.TryGetValue(text, out known) ? known : byText[text] = key);
        });
        Assert.True(byKey.Count >= 30, $"only {byKey.Count} states");
    }

    [Theory]
    [InlineData("ezpoints")]
    [InlineData("points24")]
    [InlineData("blackjack")]
    public void What_a_step_adds_is_in_the_picture_though_the_state_before_was_seen(string task)
    {
        RgbImage? before = null;
        string text = "";
        Play(task, environment =>
        {
            string now = environment.State.ToString().Replace(" ", "", StringComparison.Ordinal); // what a space adds cannot be seen
            if (now == text)
                return;
            RgbImage picture = environment.Render();
            Assert.False(before is not null && picture.Pixels.AsSpan().SequenceEqual(before.Pixels), $"{text} and {now} look the same");
            (before, text) = (picture, now);
        });
        Assert.NotNull(before);
    }

    private static void Play(string task, Action<IEnvironment> see)
    {
        IEnvironment environment = EnvironmentFactory.Create(new TaskSpec { Name = task }, Fidelity.Corrected);
        var random = new Random(3);
        for (ulong seed = 0; seed < 60; seed++)
        {
            environment.Reset(seed);
            for (bool done = false; !done;)
            {
                _ = environment.State.Key;
                see(environment);
                done = environment.Step(random.Next(environment.Actions.Count)).Done;
            }
        }
    }
}
