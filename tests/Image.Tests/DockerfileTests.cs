namespace RL4VLM.Image.Tests;

public sealed class DockerfileTests
{
    public static TheoryData<string> Programs => ["operator", "rollout", "learner", "evaluator"];

    [Theory]
    [MemberData(nameof(Programs))]
    public void Each_program_has_a_target_that_holds_its_published_layout_and_starts_it(string program)
    {
        Target target = Dockerfile.Targets[program];
        Assert.Contains($"COPY --from=build /images/{program} /app", target.Instructions);
        Assert.Equal([$"/app/rl4vlm-{program}"], target.EntryPoint);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void Each_runs_as_a_number_that_is_not_root_and_writes_to_tmp_only(string program)
    {
        Target target = Dockerfile.Targets[program];
        Assert.Equal("65532:65532", target.User);
        Assert.Equal(("/tmp", "/tmp", "0"), (target.Environment["TMPDIR"], target.Environment["HOME"], target.Environment["DOTNET_EnableDiagnostics"]));
    }

    [Fact]
    public void Images_are_built_by_the_script_that_make_publish_runs()
    {
        Assert.Contains(Dockerfile.Targets["build"].Instructions, line => line.StartsWith("RUN scripts/publish.sh ", StringComparison.Ordinal));
        Assert.DoesNotContain("dotnet publish", Dockerfile.Text, StringComparison.Ordinal);
        Assert.Contains("scripts/publish.sh", File.ReadAllText(Path.Combine(Repository.Root, "Makefile")), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_base_has_a_tag_and_none_is_latest() => Assert.All(
        new[] { "SDK_IMAGE", "OPERATOR_BASE", "BUILD_BASE", "STAGE_BASE" }, name => Assert.Matches("^[a-z./-]+:(?!latest)[a-z0-9.-]+$", Dockerfile.Argument(name)));

    [Fact]
    public void Only_sources_are_sent_to_the_build()
    {
        string[] lines = File.ReadAllLines(Path.Combine(Repository.Root, ".dockerignore"));
        Assert.Contains("*", lines);
        Assert.All(new[] { "**/bin", "**/obj" }, pattern => Assert.Contains(pattern, lines));
        Assert.All(lines.Where(line => line.StartsWith('!')), line => Assert.True(Path.Exists(Path.Combine(Repository.Root, line[1..])), $".dockerignore: {line[1..]} does not exist"));
    }
}
