using System.Text.Json;
using RL4VLM.Image.Tests.Sandbox;

namespace RL4VLM.Image.Tests;

/// <summary>Each published layout does its work in a chroot with a read-only root, as uid 65532, with nothing but what its image installs.</summary>
[Trait("Speed", "slow")]
public sealed class PublishedLayoutTests(PublishedLayouts published) : IClassFixture<PublishedLayouts>
{
    // The operator's base image is a .NET image; these are what .NET itself needs of a system.
    private static readonly string[] OperatorPackages = ["ca-certificates", "libgcc-s1", "libstdc++6", "libssl3"];

    private string Data => Path.Combine(published.Folder, "data");

    [Fact]
    public async Task The_stage_images_take_a_run_from_initialize_to_evaluate()
    {
        string root = Path.Combine(published.Folder, "stage");
        await ImageRoot.CreateAsync(root, Dockerfile.Argument("STAGE_PACKAGES").Split(' '), "Microsoft.NETCore.App");
        await RunAsync(root, "learner", "initialize");
        await RunAsync(root, "rollout", "demonstrate");
        await RunAsync(root, "learner", "sft");
        await RunAsync(root, "evaluator", "evaluate", "--task", "numberline");
        string run = Path.Combine(Data, "store", "team-a", "tiny");
        string[] commits = [.. Directory.GetFiles(run, "_commit.json", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(run, Path.GetDirectoryName(path)!)).Order(StringComparer.Ordinal)];
        Assert.Equal(["checkpoints/0000", "checkpoints/0000-sft", "demonstrations/worker-000", "evaluations/0000-sft/numberline"], commits);
        Assert.Equal("65532", (await Shell.RunAsync($"find {run} -printf '%U\\n' | sort -u")).Trim());
    }

    [Fact]
    public async Task The_operators_image_starts_the_operator()
    {
        string root = Path.Combine(published.Folder, "operator");
        await ImageRoot.CreateAsync(root, OperatorPackages, "Microsoft.NETCore.App", "Microsoft.AspNetCore.App");
        Outcome outcome = await ContainerOf(root, "operator").RunAsync([.. Dockerfile.Targets["operator"].EntryPoint, "--help"]);
        Assert.True(outcome.ExitCode == 0, outcome.ToString());
        Assert.Contains("RL4VLM_IMAGE_ROLLOUT", outcome.Output, StringComparison.Ordinal);
    }

    private async Task RunAsync(string root, string image, string stage, params string[] arguments)
    {
        Outcome outcome = await ContainerOf(root, image).RunAsync([.. Dockerfile.Targets[image].EntryPoint, stage, "--manifest", "/data/manifest.yaml", .. arguments]);
        Assert.True(outcome.ExitCode == 0, $"{image} {stage}: {outcome}");
        Assert.DoesNotContain("WARNING", outcome.Error, StringComparison.Ordinal);
        using JsonDocument summary = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Data, Container.Summary)));
        Assert.Equal(stage, summary.RootElement.GetProperty("stage").GetString());
    }

    private Container ContainerOf(string root, string image) => new(root, Path.Combine(published.Folder, "images", image), Data, Dockerfile.Targets[image].Environment);
}
