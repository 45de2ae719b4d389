using System.Globalization;
using k8s.Models;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Telemetry;
using RL4VLM.Operator.Jobs;
using RL4VLM.Operator.Reconciling;

namespace RL4VLM.Operator.Tests.Reconciling;

/// <summary>The spans of a Job that has ended, from the times that the API has.</summary>
public sealed class StageSpanPlanTests
{
    private readonly World world = new("ppo: {iterations: 1}\nrollout: {workers: 2}") { Begun = [] };

    [Fact]
    public void Waiting_starting_and_the_way_into_the_status_are_spans_of_the_iteration()
    {
        world.Settle();
        V1Job job = End("initialize");
        Pod(job, null, "0:00 created, 0:07 scheduled, 0:09 started, 0:30 finished");
        IReadOnlyList<OperatorSpan> spans = Absorb();
        Assert.Equal(["rl4vlm.queue 0:00-0:08", "rl4vlm.pod start 0:07-0:10", "rl4vlm.status 0:30-written"], spans.Select(Show));
        Assert.All(spans, span => Assert.Equal(World.Trace(0), span.TraceParent));
        Assert.Equal(
            $"rl.run.id=team/numberline rl4vlm.stage=initialize rl4vlm.iteration=0 k8s.job.name={job.Metadata.Name} k8s.pod.name={Name(job, null, 0)}",
            string.Join(' ', spans[0].Attributes.Select(attribute => $"{attribute.Key}={attribute.Value}")));
        Assert.DoesNotContain(spans[2].Attributes, attribute => attribute.Key == AttributeNames.KubernetesPod);
    }

    [Fact]
    public void A_pod_that_failed_has_its_spans_and_its_successor_waits_from_its_end()
    {
        world.Settle();
        V1Job job = End("initialize");
        Pod(job, null, "0:00 created, 0:01 scheduled, 0:02 started, 0:10 finished", exit: 75);
        Pod(job, null, "0:20 created, 0:21 scheduled, 0:22 started, 0:30 finished");
        Assert.Equal(
            ["rl4vlm.pod start 0:01-0:03", "rl4vlm.pod start 0:21-0:23", "rl4vlm.queue 0:00-0:02", "rl4vlm.queue 0:10-0:22", "rl4vlm.status 0:30-written"],
            Absorb().Select(Show).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_worker_of_collect_has_its_own()
    {
        world.Play(() => world.Status.Iteration == 0);
        world.Now = new DateTimeOffset(2026, 1, 1, 1, 0, 0, TimeSpan.Zero);
        V1Job job = End("collect", 1);
        job.Metadata.CreationTimestamp = world.Now.UtcDateTime;
        Pod(job, 0, "0:00 created, 0:01 scheduled, 0:02 started, 0:20 finished");
        Pod(job, 1, "0:00 created, 0:05 scheduled, 0:06 started, 0:40 finished");
        IReadOnlyList<OperatorSpan> spans = Absorb();
        Assert.All(spans, span => Assert.Equal(World.Trace(1), span.TraceParent));
        Assert.Equal(
            ["0 rl4vlm.pod start 0:01-0:03", "0 rl4vlm.queue 0:00-0:02", "1 rl4vlm.pod start 0:05-0:07", "1 rl4vlm.queue 0:00-0:06"],
            spans.Where(span => span.Name != SpanNames.Status).Select(span => $"{Worker(span)} {Show(span)}").Order(StringComparer.Ordinal));
        Assert.Equal("rl4vlm.status 0:40-written", Show(Assert.Single(spans, span => span.Name == SpanNames.Status)));
    }

    [Fact]
    public void Of_many_workers_those_that_started_last_have_spans()
    {
        world.SetSpec("ppo: {iterations: 1}\nrollout: {workers: 100}");
        world.Play(() => world.Status.Iteration == 0);
        V1Job job = End("collect", 1);
        for (int worker = 0; worker < 100; worker++) Pod(job, worker, $"0:00 created, 0:01 scheduled, 1:{(worker * 7) % 60:00} started, 5:00 finished");
        IReadOnlyList<OperatorSpan> spans = Absorb();
        Assert.Equal((32, 32, 1), (spans.Count(span => span.Name == SpanNames.Queue), spans.Count(span => span.Name == SpanNames.PodStart), spans.Count(span => span.Name == SpanNames.Status)));
        Assert.All(spans.Where(span => span.Name == SpanNames.PodStart), span => Assert.True(span.End >= world.Now.Date.AddSeconds(95), Show(span)));
    }

    [Fact]
    public void A_stage_that_fails_for_good_has_them_too()
    {
        world.Settle();
        V1Job job = world.Fail(world.Job("initialize"), "BackoffLimitExceeded");
        world.Pods.Clear();
        Pod(job, null, "0:00 created, 0:01 scheduled, 0:02 started, 0:10 finished", exit: 1);
        Assert.Equal(["rl4vlm.queue 0:00-0:02", "rl4vlm.pod start 0:01-0:03", "rl4vlm.status 0:10-written"], Absorb().Select(Show));
    }

    [Fact]
    public void Where_a_pod_is_gone_the_job_says_when_it_ended()
    {
        world.Play(() => world.Status.Iteration == 0);
        world.Now = world.Now.AddSeconds(1);
        End("collect", 1);
        world.Pods.Clear();
        Assert.Equal(SpanNames.Status, Assert.Single(Absorb()).Name);
    }

    [Fact]
    public void With_telemetry_off_there_are_none()
    {
        world.Begun = null;
        world.Settle();
        V1Job job = End("initialize");
        Pod(job, null, "0:00 created, 0:01 scheduled, 0:02 started, 0:10 finished");
        Assert.Empty(Absorb());
    }

    private V1Job End(string stage, int iteration = 0) => world.Complete(world.Job(stage, iteration));

    private IReadOnlyList<OperatorSpan> Absorb() => world.Reconcile().Spans;

    /// <summary>A pod with these times, minutes and seconds from now on; the first takes its summary from the one that the world made.</summary>
    private void Pod(V1Job job, int? index, string times, int exit = 0)
    {
        V1Pod? made = world.Pods.Find(pod => StageView.Owner(pod.Metadata) == job.Metadata.Uid && pod.Status.Conditions is null);
        if (made is not null) world.Pods.Remove(made);
        string? summary = made?.Status.ContainerStatuses[0].State.Terminated.Message ?? world.Pods.FirstOrDefault()?.Status.ContainerStatuses[0].State.Terminated.Message;
        V1Pod pod = world.Pod(job, exit == 0 ? "Succeeded" : "Failed", exit, summary);
        pod.Metadata.Name = Name(job, index, world.Pods.Count(known => StageView.Owner(known.Metadata) == job.Metadata.Uid) - 1);
        pod.Metadata.Labels = new Dictionary<string, string>(pod.Metadata.Labels);
        if (index is { } worker) pod.Metadata.Labels[Labels.CompletionIndex] = worker.ToString(CultureInfo.InvariantCulture);
        pod.Metadata.CreationTimestamp = At("created");
        pod.Status.Conditions = [new V1PodCondition { Type = "PodScheduled", Status = "True", LastTransitionTime = At("scheduled") }];
        V1ContainerStateTerminated end = pod.Status.ContainerStatuses[0].State.Terminated;
        (end.StartedAt, end.FinishedAt) = (At("started"), At("finished"));

        DateTime At(string what)
        {
            string[] parts = times.Split(", ").Single(time => time.EndsWith(what, StringComparison.Ordinal)).Split(' ')[0].Split(':');
            return Hour.AddMinutes(int.Parse(parts[0], CultureInfo.InvariantCulture)).AddSeconds(int.Parse(parts[1], CultureInfo.InvariantCulture)).UtcDateTime;
        }
    }

    private DateTimeOffset Hour => new(world.Now.Year, world.Now.Month, world.Now.Day, world.Now.Hour, 0, 0, TimeSpan.Zero);

    private static string Name(V1Job job, int? index, int number) => $"{job.Metadata.Name}{(index is null ? "" : $"-{index}")}-{number}";

    private static object? Worker(OperatorSpan span) => span.Attributes.Single(attribute => attribute.Key == AttributeNames.Worker).Value;

    private static string Show(OperatorSpan span) => $"{span.Name} {span.Start:m\\:ss}-{(span.End is { } end ? end.ToString("m\\:ss", CultureInfo.InvariantCulture) : "written")}";
}
