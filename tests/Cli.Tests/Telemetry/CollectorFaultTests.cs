using RL4VLM.Otlp;

namespace RL4VLM.Cli.Tests.Telemetry;

/// <summary>A collector that is not well changes nothing but one line of warning.</summary>
[Trait("Speed", "slow")]
public sealed class CollectorFaultTests(CollectorFaultTests.UnobservedRun unobserved) : IClassFixture<CollectorFaultTests.UnobservedRun>
{
    [Fact]
    public async Task A_collector_that_refuses() => await EndsTheSameAsync($"http://127.0.0.1:{OtlpReceiver.FreePort()}");

    [Fact]
    public async Task A_collector_that_hangs()
    {
        await using var receiver = new OtlpReceiver(hangs: true);
        await EndsTheSameAsync(receiver.Endpoint);
    }

    [Fact]
    public async Task A_collector_that_dies_midway()
    {
        await using var receiver = new OtlpReceiver();
        using var small = new SmallRun();
        Task<(int Code, string Error)> run = small.RunAsync(receiver.Endpoint);
        await Task.WhenAny(receiver.First, run);
        await receiver.DisposeAsync();
        await SameAsync(small, run);
    }

    private async Task EndsTheSameAsync(string endpoint)
    {
        using var small = new SmallRun();
        await SameAsync(small, small.RunAsync(endpoint));
    }

    private async Task SameAsync(SmallRun small, Task<(int Code, string Error)> run)
    {
        (int code, string error) = await run;
        Assert.True(code == 0, error);
        Assert.Single(error.Split('\n'), line => line.Contains("telemetry:", StringComparison.Ordinal));
        Assert.Equal(unobserved.Hashes, small.Hashes);
    }

    /// <summary>The same run with telemetry off.</summary>
    public sealed class UnobservedRun : IAsyncLifetime
    {
        private readonly SmallRun small = new();

        public IReadOnlyList<string> Hashes => small.Hashes;

        public async Task InitializeAsync()
        {
            (int code, string error) = await small.RunAsync(endpoint: null);
            Assert.True(code == 0 && !error.Contains("telemetry:", StringComparison.Ordinal), error);
        }

        public Task DisposeAsync()
        {
            small.Dispose();
            return Task.CompletedTask;
        }
    }
}
