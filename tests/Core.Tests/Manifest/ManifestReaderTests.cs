using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;

namespace RL4VLM.Core.Tests.Manifest;

public sealed class ManifestReaderTests
{
    public static TheoryData<string> Examples =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "examples"), "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Repository.Root, path))];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_example_is_valid_and_without_warnings(string path)
    {
        string file = Path.Combine(Repository.Root, path);
        IEnumerable<(string File, IReadOnlyList<string> Overrides)> runs = File.ReadAllText(file).Contains($"kind: {SweepManifest.KindName}", StringComparison.Ordinal)
            ? SweepRow.Of(SweepReader.ReadFileOrThrow(file)).Select(row => (Path.Combine(Path.GetDirectoryName(file)!, row.Manifest), row.Overrides))
            : [(file, [])];
        Assert.All(runs, run =>
        {
            ManifestResult result = ManifestReader.ReadFile(run.File, run.Overrides);
            Assert.Empty(result.Errors);
            Assert.Empty(result.Warnings);
        });
    }

    [Fact]
    public void Five_mistakes_get_five_messages_with_path_value_fix_and_line()
    {
        const string text = """
            apiVersion: rl4vlm.io/v1alpha1
            kind: RL4VLMRun
            metadata:
              name: Number_Line
            spec:
              model: {preset: tiny, base: models/llava}
              tasks:
                - name: numberlin
              ppo:
                clip: 2
                gama: 0.9
            """;
        ManifestResult result = ManifestReader.Read(text);
        Assert.Null(result.Manifest);
        Assert.Equal(
            [
                "metadata.name (line 4): found \"Number_Line\"; must be a DNS label: lower-case letters, digits and '-', with a letter or digit at both ends, at most 40 characters",
                "spec.model (line 6): found preset and base; give exactly one of preset and base (a model trained from scratch, a checkpoint to start from)",
                "spec.tasks[0].name (line 8): found \"numberlin\" (did you mean numberline?); must be numberline, ezpoints, points24, blackjack, alfworld, or a name of your own together with remote",
                "spec.ppo.clip (line 10): found 2; must be a number more than 0 and less than 1",
                "spec.ppo.gama (line 11): unknown field; did you mean spec.ppo.gamma?",
            ],
            result.Errors.Select(error => error.Message));
    }

    [Fact]
    public void A_wrong_file_throws_exit_78_with_all_messages()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, Manifests.With("seed: -1\nppo: {gamma: 2}"));
            StageException error = Assert.Throws<StageException>(() => ManifestReader.ReadFileOrThrow(path));
            Assert.Equal(ExitCodes.BadManifest, error.ExitCode);
            Assert.Contains("spec.seed (line 7): found -1", error.Message, StringComparison.Ordinal);
            Assert.Contains("spec.ppo.gamma (line 8): found 2", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_file_that_is_not_there_is_a_usage_error() =>
        Assert.Equal(ExitCodes.Usage, Assert.Throws<StageException>(() => ManifestReader.ReadFileOrThrow("no/such/run.yaml")).ExitCode);

    [Fact]
    public void Json_is_read_like_yaml()
    {
        const string json = "{\n\t\"apiVersion\": \"rl4vlm.io\\/v1alpha1\", \"kind\": \"RL4VLMRun\",\n\t\"metadata\": {\"name\": \"a\"},\n\t\"spec\": {\"model\": {\"preset\": \"tiny\"}, \"tasks\": [{\"name\": \"numberline\"}]}}";
        Assert.Equal(ManifestJson.WriteText(Manifests.Valid(Manifests.Least)), ManifestJson.WriteText(Manifests.Valid(json)));
        ManifestProblem error = Assert.Single(ManifestReader.Read(json.Replace("\"tiny\"", "7", StringComparison.Ordinal)).Errors);
        Assert.Equal(("spec.model.preset", 4), (error.Path, error.Line));
    }

    [Fact]
    public void Enum_values_are_written_as_the_design_writes_them()
    {
        RunManifest manifest = Manifests.Valid(Manifests.With("""
            fidelity: paper
            ppo: {learningRate: {schedule: linear}, kl: {tokens: all, reference: sft}}
            evaluation: {seeds: heldOut}
            sft: {demonstrations: {source: dataset, path: demos}}
            """), "spec.model={base: llava, dtype: bfloat16, device: cuda, lora: {rank: 8, targets: [mlp]}}");
        Assert.Equal(Fidelity.Paper, manifest.Spec.Fidelity);
        Assert.Equal(LearningRateSchedule.Linear, manifest.Spec.Ppo.LearningRate.Schedule);
        Assert.Equal(KlTokens.All, manifest.Spec.Ppo.Kl.Tokens);
        Assert.Equal(EvaluationSeeds.HeldOut, manifest.Spec.Evaluation.Seeds);
        Assert.Equal(DataType.Bfloat16, manifest.Spec.Model.Dtype);
        Assert.Equal([LoraTarget.Mlp], manifest.Spec.Model.Lora!.Targets);
        Assert.Equal(8, manifest.Spec.Model.Lora.Rank);
    }

    [Fact]
    public void Without_storage_artifacts_lie_in_the_directory_runs()
    {
        Assert.Equal("runs", Manifests.Valid(Manifests.Least).Spec.Storage.Directory!.Path);
        Assert.Null(Manifests.Valid(Manifests.With("storage: {azureBlob: {accountUrl: 'https://a.example'}}")).Spec.Storage.Directory);
    }

    [Fact]
    public void A_null_counts_as_left_out()
    {
        RunManifest manifest = Manifests.Valid(Manifests.With("ppo:\nsft: ~\nlearner: {resources: null}"));
        Assert.Equal(new PpoSpec(), manifest.Spec.Ppo);
        Assert.Equal(["spec.model"], Manifests.ErrorPaths(Manifests.Least, "spec.model="));
    }

    [Theory]
    [InlineData("numberline", "{maxPosition: 30}", "", true)]
    [InlineData("numberline", "{}", "", false)]
    [InlineData("points24", "{}", "", false)]
    [InlineData("points24", "{}", "workers: 2", true)]
    [InlineData("alfworld", "{}", "", true)]
    [InlineData("blackjack", "{}", "workers: 4", true)]
    [InlineData("ezpoints", "{}", "environments: 147", true)]
    [InlineData("ezpoints", "{}", "environments: 146", false)]
    public void It_warns_when_most_of_a_batch_would_be_overrun(string task, string options, string rollout, bool warned)
    {
        ManifestResult result = ManifestReader.Read(Manifests.With($"rollout: {{{rollout}}}"), [$"spec.tasks[0]={{name: {task}, options: {options}}}"]);
        Assert.True(result.IsValid, string.Join('\n', result.Errors));
        Assert.Equal(warned, result.Warnings.Any(warning => warning.Path == "spec.ppo.stepsPerIteration"));
    }
}
