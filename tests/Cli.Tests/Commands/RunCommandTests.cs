using System.Text.Json;

namespace RL4VLM.Cli.Tests.Commands;

public sealed class RunCommandTests(FinishedRun run) : IClassFixture<FinishedRun>
{
    private static readonly string[] EvaluationFields =
        ["episodes", "successRate", "interval95", "meanReward", "ceilingShare", "thoughtAccuracy", "illegalRate", "meanEpisodeLength"];

    [Fact]
    public void A_run_prints_a_line_per_stage_and_ends_with_the_comparison_and_the_report()
    {
        (int code, string output, string error) = run.First;
        Assert.True(code == 0, error);
        foreach (string line in new[] { "initialize", "demonstrate", "sft", "collect 1/2", "collect 1/2 worker 1", "ppo 2/2", "evaluate 0002 numberline", "0000-sft", "CPU-seconds" })
        {
            Assert.Contains(line, output, StringComparison.Ordinal);
        }

        Assert.True(File.Exists(Path.Combine(run.Run, "report.html")));
        Assert.Contains(Path.Combine(run.Run, "report.html"), output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_finished_run_is_not_done_again()
    {
        JsonElement json = await Rl4Vlm.JsonAsync(run.RunArguments);
        Assert.True(json.GetProperty("complete").GetBoolean());
        Assert.Equal(4, json.GetProperty("evaluations").GetArrayLength());
        (_, _, string error) = await Rl4Vlm.RunAsync([.. run.RunArguments, "--output", "json"]);
        Assert.DoesNotContain("collect", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_manifest_for_the_same_run_is_exit_78_and_names_the_field()
    {
        (int code, _, string error) = await Rl4Vlm.RunAsync([.. run.RunArguments, "--set", "spec.ppo.gamma=0.5", "--set", "spec.ppo.iterations=1"]);
        Assert.Equal(78, code);
        Assert.Contains("spec.ppo.gamma", error, StringComparison.Ordinal);
        Assert.Contains("spec.ppo.iterations", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_tells_progress_training_and_evaluations()
    {
        JsonElement json = await Rl4Vlm.JsonAsync("status", run.Run);
        Assert.Equal(["run", "location", "complete", "stagesDone", "stagesTotal", "iteration", "iterations", "next", "training", "evaluations"], Rl4Vlm.Fields(json));
        Assert.Equal(json.GetProperty("stagesTotal").GetInt32(), json.GetProperty("stagesDone").GetInt32());
        Assert.Equal(2, json.GetProperty("iteration").GetInt32());
        Assert.Equal(6, json.GetProperty("evaluations").GetArrayLength());
        Assert.Equal(["checkpoint", "task", "mode", .. EvaluationFields], Rl4Vlm.Fields(json.GetProperty("evaluations")[0]));
        (_, string text, _) = await Rl4Vlm.RunAsync("status", "small", "--directory", Path.Combine(run.Folder, "runs"));
        Assert.Contains("small  complete", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sft", "0000-sft")]
    [InlineData("1", "0001")]
    [InlineData("final", "0002")]
    public async Task Evaluate_has_the_documented_fields_for_every_checkpoint(string checkpoint, string folder)
    {
        JsonElement json = await Rl4Vlm.JsonAsync("evaluate", run.Run, "--checkpoint", checkpoint, "--task", "numberline", "--episodes", "3", "--temperature", "0");
        Assert.Equal(folder, json.GetProperty("checkpoint").GetString());
        Assert.Equal(3, json.GetProperty("episodes").GetInt32());
        Assert.All(EvaluationFields, field => Assert.True(json.TryGetProperty(field, out _), field));
        Assert.Equal(2, json.GetProperty("interval95").GetArrayLength());
    }

    [Fact]
    public async Task Evaluation_of_equal_seeds_is_equal_and_blank_pictures_are_said_to_be_blank()
    {
        string[] arguments = ["evaluate", run.Run, "--checkpoint", "final", "--episodes", "4", "--seed", "9"];
        Assert.Equal((await Rl4Vlm.RunAsync(arguments)).Output, (await Rl4Vlm.RunAsync(arguments)).Output);
        Assert.True((await Rl4Vlm.JsonAsync([.. arguments, "--blank"])).GetProperty("blank").GetBoolean());
    }

    [Fact]
    public async Task Evaluate_shows_the_situations_that_are_asked_for()
    {
        string[] arguments = ["evaluate", run.Run, "--checkpoint", "final", "--episodes", "20", "--situations", "2"];
        JsonElement json = await Rl4Vlm.JsonAsync(arguments);
        Assert.Equal(2, json.GetProperty("situations").GetArrayLength());
        JsonElement worst = json.GetProperty("situations")[0];
        Assert.Equal(["situation", "heldOut", "decisions", "won", "thoughtsTrue", "actions"], Rl4Vlm.Fields(worst));
        Assert.Equal(worst.GetProperty("decisions").GetInt32(), worst.GetProperty("actions").EnumerateArray().Sum(action => action.GetProperty("decisions").GetInt32()));
        Assert.Contains(worst.GetProperty("situation").GetString()!, (await Rl4Vlm.RunAsync(arguments)).Output, StringComparison.Ordinal);
        Assert.False((await Rl4Vlm.JsonAsync(arguments[..^2])).TryGetProperty("situations", out _));
    }

    [Theory]
    [InlineData("64", "evaluate", "--checkpoint", "9", "--episodes", "1")]
    [InlineData("64", "evaluate", "--checkpoint", "best", "--episodes", "1")]
    [InlineData("64", "evaluate", "--checkpoint", "sft", "--episodes", "0")]
    [InlineData("64", "evaluate", "--checkpoint", "sft", "--temperature", "-1")]
    [InlineData("64", "evaluate", "--checkpoint", "sft", "--situations", "0")]
    [InlineData("64", "evaluate", "--checkpoint", "sft", "--task", "chess")]
    public async Task What_is_not_there_is_exit_64(string code, string command, params string[] options) =>
        Assert.Equal(int.Parse(code, System.Globalization.CultureInfo.InvariantCulture), (await Rl4Vlm.RunAsync([command, run.Run, .. options])).Code);

    [Fact]
    public async Task Play_shows_every_step_of_one_episode()
    {
        JsonElement json = await Rl4Vlm.JsonAsync("play", run.Run, "--task", "numberline");
        Assert.Equal(["checkpoint", "task", "seed", "success", "return", "steps"], Rl4Vlm.Fields(json));
        Assert.Equal(["step", "state", "answer", "action", "legal", "thoughtsTrue", "reward", "value"], Rl4Vlm.Fields(json.GetProperty("steps")[0]));
    }

    [Fact]
    public async Task A_pulled_checkpoint_is_a_folder_of_its_own_that_model_commands_take()
    {
        string target = Path.Combine(run.Folder, "pulled");
        JsonElement pulled = await Rl4Vlm.JsonAsync("checkpoint", "pull", run.Run, "sft", target);
        Assert.Contains("config.json", pulled.GetProperty("files").EnumerateArray().Select(file => file.GetString()));
        Assert.DoesNotContain("_commit.json", Directory.GetFiles(target).Select(Path.GetFileName));
        Assert.Equal("llava", (await Rl4Vlm.JsonAsync("model", "inspect", target)).GetProperty("modelType").GetString());
        Assert.Equal(5, (await Rl4Vlm.JsonAsync("model", "logits", "--model", target, "--prompt", "USER:", "--top", "5")).GetProperty("top").GetArrayLength());
        Assert.InRange((await Rl4Vlm.JsonAsync("model", "generate", "--model", target, "--prompt", "USER:", "--max-new-tokens", "4")).GetProperty("outputIds").GetArrayLength(), 1, 4);
        Assert.Equal(64, (await Rl4Vlm.RunAsync("checkpoint", "pull", run.Run, "sft", target)).Code);
    }

    [Fact]
    public async Task Shards_can_be_inspected_and_a_damaged_one_is_exit_65_naming_file_and_offset()
    {
        string shard = Path.Combine(run.Run, "trajectories", "0001", "worker-000", "shard-000.msgpack");
        JsonElement json = await Rl4Vlm.JsonAsync("shard", "inspect", shard);
        Assert.Equal("numberline", json.GetProperty("header").GetProperty("task").GetString());
        Assert.True(json.GetProperty("steps").GetInt32() >= 8);

        byte[] bytes = await File.ReadAllBytesAsync(shard);
        bytes[bytes.Length / 2] ^= 1;
        string damaged = Path.Combine(run.Folder, "damaged.msgpack");
        await File.WriteAllBytesAsync(damaged, bytes);
        (int code, _, string error) = await Rl4Vlm.RunAsync("shard", "inspect", damaged);
        Assert.Equal(65, code);
        Assert.Contains("damaged.msgpack", error, StringComparison.Ordinal);
        Assert.Contains("offset", error, StringComparison.Ordinal);
    }
}
