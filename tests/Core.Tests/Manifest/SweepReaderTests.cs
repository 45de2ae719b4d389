using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;

namespace RL4VLM.Core.Tests.Manifest;

public sealed class SweepReaderTests : IDisposable
{
    private readonly string file = Path.Combine(Directory.CreateTempSubdirectory("rl4vlm-sweep-").FullName, "sweep.yaml");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);

    [Fact]
    public void A_grid_is_every_combination_with_the_last_field_varying_fastest()
    {
        IReadOnlyList<SweepRow> rows = SweepRow.Of(Read("""
            manifest: run.yaml
            seeds: [4, 5]
            grid:
              - {field: spec.ppo.thoughtCoefficient, values: [0.1, 1.0]}
              - {field: "spec.tasks[0].chainOfThought", values: [true, false]}
            """));
        Assert.Equal(
            ["thoughtCoefficient=0.1 chainOfThought=true", "thoughtCoefficient=0.1 chainOfThought=false", "thoughtCoefficient=1.0 chainOfThought=true", "thoughtCoefficient=1.0 chainOfThought=false"],
            rows.Select(row => row.Name));
        Assert.Equal(["spec.ppo.thoughtCoefficient=1.0", "spec.tasks[0].chainOfThought=false"], rows[3].Overrides);
        Assert.All(rows, row => Assert.Equal([4, 5], row.Seeds));
    }

    [Fact]
    public void A_named_row_has_its_own_manifest_overrides_seeds_and_comparison()
    {
        IReadOnlyList<SweepRow> rows = SweepRow.Of(Read("""
            manifest: run.yaml
            rows:
              - {name: as-it-is}
              - {name: sft-only, manifest: other.yaml, set: ["spec.ppo.iterations=0"], seeds: [9], comparison: what SFT alone reaches}
            """));
        Assert.Equal(("as-it-is", "run.yaml", 3), (rows[0].Name, rows[0].Manifest, rows[0].Seeds.Count));
        Assert.Equal(("sft-only", "other.yaml", "what SFT alone reaches"), (rows[1].Name, rows[1].Manifest, rows[1].Comparison));
        Assert.Equal(["spec.ppo.iterations=0"], rows[1].Overrides);
        Assert.Equal([9], rows[1].Seeds);
    }

    [Fact]
    public void Without_grid_and_rows_there_is_one_row() => Assert.Equal("base", Assert.Single(SweepRow.Of(Read("manifest: run.yaml"))).Name);

    [Theory]
    [InlineData("seed: [1]\nmanifest: x", "spec.seed", "seeds")]
    [InlineData("seeds: [1]", "spec.manifest", "is missing")]
    [InlineData("manifest: x\nseeds: [1, 1]", "spec.seeds[1]", "a second time")]
    [InlineData("manifest: x\nseeds: []", "spec.seeds", "empty list")]
    [InlineData("manifest: x\ngrid: [{field: a, values: [[1]]}]", "spec.grid[0].values[0]", "a text, a number, true or false")]
    [InlineData("manifest: x\nrows: [{name: a}, {name: a}]", "spec.rows[1]", "same name")]
    public void What_is_wrong_is_named_with_its_field(string spec, params string[] expected)
    {
        StageException wrong = Assert.Throws<StageException>(() => Read(spec));
        Assert.Equal(ExitCodes.BadManifest, wrong.ExitCode);
        Assert.All(expected, text => Assert.Contains(text, wrong.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_run_given_for_a_sweep_and_the_other_way_round_is_one_message_that_names_the_command()
    {
        File.WriteAllText(file, Manifests.With("seed: 1"));
        Assert.EndsWith("1 problem\n  kind (line 2): found \"RL4VLMRun\"; give this file to rl4vlm run", Assert.Throws<StageException>(() => SweepReader.ReadFileOrThrow(file)).Message, StringComparison.Ordinal);
        Read("manifest: x");
        Assert.Equal("kind (line 2): found \"RL4VLMSweep\"; give this file to rl4vlm sweep", Assert.Single(ManifestReader.ReadFile(file).Errors).Message);
    }

    [Fact]
    public void A_field_of_a_run_is_not_suggested_for_a_sweep() =>
        Assert.Contains("spec.ppo (line 6): unknown field; allowed here: manifest, title, seeds, grid, rows", Assert.Throws<StageException>(() => Read("manifest: x\nppo: {}")).Message, StringComparison.Ordinal);

    private SweepManifest Read(string spec)
    {
        string indented = string.Join('\n', spec.Split('\n').Select(line => "  " + line));
        File.WriteAllText(file, $"apiVersion: rl4vlm.io/v1alpha1\nkind: RL4VLMSweep\nmetadata: {{name: test}}\nspec:\n{indented}\n");
        return SweepReader.ReadFileOrThrow(file);
    }
}
