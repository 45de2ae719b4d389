using System.Globalization;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Planning;
using RL4VLM.EndToEnd.Clusters.Fake;
using RL4VLM.EndToEnd.Runs;
using RL4VLM.FakeKubernetes.Faults;
using RL4VLM.FakeKubernetes.Http;
using RL4VLM.Otlp;
using Xunit.Abstractions;

namespace RL4VLM.EndToEnd.Suites;

/// <summary>SIGKILL to the operator's process at random instants of runs whose stages take a while.</summary>
[Trait("Speed", "slow")]
public sealed class RandomKillTests(ITestOutputHelper output)
{
    private const int Kills = 20;

    private const int Iterations = 6;

    /// <summary>Drawn from it: the kills and the stages' durations. RL4VLM_SEED gives another one, or one to see again.</summary>
    private static readonly int Seed = int.TryParse(Environment.GetEnvironmentVariable("RL4VLM_SEED"), CultureInfo.InvariantCulture, out int given) ? given : 20;

    [Fact]
    public async Task The_operator_killed_at_20_random_instants_loses_nothing_and_does_nothing_twice()
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        var durations = new Random(Seed + 1);
        ScriptedWorkload workload = FakeWorkload.Scripted(_ =>
        {
            lock (durations) return TimeSpan.FromMilliseconds(durations.Next(50, 1500));
        });
        await using var receiver = new OtlpReceiver();
        await using FakeCluster cluster = await FakeCluster.StartAsync(workload, new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Endpoint, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        });
        var runs = new List<RunUnderTest>();
        try
        {
            for (int kill = 1; kill <= Kills; kill++)
            {
                // There is always a run under way, and towards the end of one a second.
                if (runs.All(run => run.Status.Iteration >= Iterations - 1))
                {
                    runs.Add(new RunUnderTest(cluster, "kills"));
                    await runs[^1].ApplyAsync(RunSpecs.Small(Iterations));
                }

                await LeadsAsync(cluster);
                await KillAsync(cluster, random, kill);
            }

            foreach (RunUnderTest run in runs) Check(workload, cluster, run, await run.SucceededAsync());
            foreach (RunUnderTest run in runs) await run.CleanUpAsync();
            Assert.Equal([], cluster.Violations);
            CheckTraces(receiver, runs);
        }
        finally
        {
            foreach (RunUnderTest run in runs) await run.DisposeAsync();
        }
    }

    /// <summary>At an instant of time, or before or after any one of the operator's calls is carried out.</summary>
    private async Task KillAsync(FakeCluster cluster, Random random, int number)
    {
        if (random.Next(3) == 0)
        {
            TimeSpan instant = TimeSpan.FromMilliseconds(random.Next(2500));
            await Task.Delay(instant);
            cluster.Processes.KillAll();
            output.WriteLine($"kill {number}: {instant.TotalMilliseconds} ms after it led");
            return;
        }

        int calls = random.Next(1, 25);
        bool before = random.Next(2) == 0;
        var killed = new TaskCompletionSource<ApiRoute>(TaskCreationOptions.RunContinuationsAsynchronously);
        int left = calls;
        cluster.Api.Faults.Decide = route =>
        {
            if (route.Kind?.Kind.Plural is null or "leases" || IsOfTest(route) || Interlocked.Decrement(ref left) != 0) return null;
            cluster.Processes.KillAll();
            killed.TrySetResult(route);
            // The answer never arrives, either way.
            return new RequestFault(0, before ? FaultTiming.Before : FaultTiming.After);
        };
        ApiRoute call;
        try
        {
            call = await killed.Task.WaitAsync(cluster.Patience);
        }
        finally
        {
            cluster.Api.Faults.Decide = null;
        }

        output.WriteLine($"kill {number}: {(before ? "before" : "after")} call {calls}, {call.Verb} {call.Resource} {call.Name}");
    }

    /// <summary>This test lists, watches, and creates runs.</summary>
    private static bool IsOfTest(ApiRoute route) => route.Verb is "list" or "watch" || (route.Verb == "create" && route.Resource == RunManifestPlural);

    private const string RunManifestPlural = Operator.Resources.RunResource.Plural;

    private static async Task LeadsAsync(FakeCluster cluster)
    {
        // The lease names who leads; a process that was killed still stands in it.
        using var limit = new CancellationTokenSource(cluster.Patience);
        while (!cluster.Processes.IsAlive(await cluster.Processes.LeaderAsync()))
        {
            await cluster.NextLeaseAsync(limit.Token);
        }
    }

    /// <summary>Whenever it was killed: what a stage's spans would lie under has arrived, and is the same for all stages of an iteration.</summary>
    private void CheckTraces(OtlpReceiver receiver, IEnumerable<RunUnderTest> runs)
    {
        var report = new TraceReport(receiver.Spans);
        Assert.Empty(report.Orphans());
        HashSet<string> roots = [.. report.Roots.Select(root => $"00-{root.Trace}-{root.Id}-01")];
        foreach (RunUnderTest run in runs)
        {
            ILookup<string, string> given = run.Jobs.Ever.ToLookup(
                job => job.Metadata.Labels[Labels.Iteration], job => job.Spec.Template.Spec.Containers[0].Env.Single(variable => variable.Name == "TRACEPARENT").Value);
            Assert.Equal(Iterations + 1, given.Count);
            Assert.All(given, iteration => Assert.Contains(Assert.Single(iteration.Distinct()), roots));
        }

        output.WriteLine($"{roots.Count} roots for {runs.Count() * (Iterations + 1)} iterations: a kill right after its export leaves one alone");
    }

    private static void Check(ScriptedWorkload workload, FakeCluster cluster, RunUnderTest run, RunStatus status)
    {
        Assert.Equal((Iterations, 0), (status.Iteration, status.Restarts));
        run.EveryJobWasCreatedOnce();
        RunManifest manifest = ManifestReader.Read(RunSpecs.Manifest(cluster.Namespace, run.Name, RunSpecs.Small(Iterations), cluster.Spec).ToJsonString()).Manifest!;
        Assert.All(RunPlanner.AllKeys(manifest), key => Assert.Equal(1, workload.Stages.Works.GetValueOrDefault(($"{cluster.Namespace}/{run.Name}", key))));
    }
}
