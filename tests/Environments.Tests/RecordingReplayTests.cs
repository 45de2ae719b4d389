using RL4VLM.Core.Stages;
using RL4VLM.Environments.Replay;

namespace RL4VLM.Environments.Tests;

public sealed class RecordingReplayTests
{
    [Theory]
    [InlineData("numberline", 694)]
    [InlineData("ezpoints", 940)]
    [InlineData("points24", 2131)]
    [InlineData("blackjack", 503)]
    public void Every_recorded_transition_is_reproduced(string task, int transitions)
    {
        using StreamReader recording = File.OpenText(Fixture.PathOf($"{task}.jsonl"));
        ReplayResult result = RecordingReplay.Run(task, recording);
        Assert.Equal(transitions, result.Transitions);
        Assert.Empty(result.Differences);
        Assert.Equal(transitions, result.Matched);
    }

    [Theory]
    [InlineData("\"reward\": -1", "\"reward\": 1", "reward: recorded 1, here -1")]
    [InlineData("\"steps_made\": 1}", "\"steps_made\": 2}", "steps_made: recorded 2, here 1")]
    [InlineData("\"info\": {\"Target\": 1", "\"info\": {\"Target\": 2", "info Target: recorded 2, here 1")]
    [InlineData("\"truncated\": false", "\"truncated\": true", "truncated: recorded True, here False")]
    public void A_changed_recording_differs(string recorded, string changed, string message)
    {
        string row = File.ReadLines(Fixture.PathOf("numberline.jsonl")).First();
        Assert.Contains(recorded, row, StringComparison.Ordinal);
        using var recording = new StringReader(row + "\n" + row.Replace(recorded, changed, StringComparison.Ordinal));
        ReplayResult result = RecordingReplay.Run("numberline", recording);
        Assert.Equal((2, 1, 1), (result.Transitions, result.Matched, result.Differed));
        Assert.Contains(message, Assert.Single(result.Differences), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"state\": {}, \"next_state\": {}, \"action\": 0}")]
    [InlineData("{\"state\": 1, \"next_state\": 2, \"action\": \"x\"}")]
    public void A_line_that_is_no_transition_is_named(string line)
    {
        using var recording = new StringReader(line);
        var failure = Assert.Throws<StageException>(() => RecordingReplay.Run("numberline", recording, "file.jsonl"));
        Assert.Equal(ExitCodes.CorruptInput, failure.ExitCode);
        Assert.StartsWith("file.jsonl, line 1: ", failure.Message, StringComparison.Ordinal);
    }
}
