using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Controllers;
using RL4VLM.FakeKubernetes.Controllers.Jobs;
using RL4VLM.FakeKubernetes.Controllers.Runners;

namespace RL4VLM.FakeKubernetes.Tests.Controllers;

public class CompletionTests
{
    [Fact]
    public void A_job_of_one_pod_completes()
    {
        using var cluster = new TestCluster(_ => Script.Done("summary", TimeSpan.FromSeconds(5)));
        cluster.Create(Objects.Job());
        Assert.Equal((1, 1, 0), Counts(cluster));
        Assert.Null(cluster.Job().Text("status", "completionTime"));
        cluster.Run(5);
        Assert.Equal((0, 0, 1), Counts(cluster));
        Assert.Equal("CompletionsReached", cluster.Condition("SuccessCriteriaMet"));
        Assert.Equal("CompletionsReached", cluster.Condition("Complete"));
        Assert.Equal("2026-01-01T00:00:00Z", cluster.Job().Text("status", "startTime"));
        Assert.Equal("2026-01-01T00:00:05Z", cluster.Job().Text("status", "completionTime"));
        JsonObject pod = cluster.Pod;
        Assert.Equal("Succeeded", pod.Text("status", "phase"));
        Assert.Empty(pod.Texts("metadata", "finalizers"));
        JsonNode terminated = pod.Items("status", "containerStatuses").Single().At("state", "terminated")!;
        Assert.Equal(("Completed", "summary", 0L), (terminated.Text("reason"), terminated.Text("message"), terminated.Number("exitCode")));
    }

    [Fact]
    public void Completions_run_as_many_at_once_as_parallelism_says()
    {
        using var cluster = new TestCluster(_ => Script.Done(duration: TimeSpan.FromSeconds(5)));
        cluster.Create(Objects.Job("""{"completions": 5, "parallelism": 2}"""));
        Assert.Equal(2, cluster.Job().Number("status", "active"));
        cluster.Run(10);
        Assert.Equal((1, 1, 4), Counts(cluster));
        cluster.Run(5);
        Assert.Equal((0, 0, 5), Counts(cluster));
        Assert.NotNull(cluster.Condition("Complete"));
    }

    [Fact]
    public void A_work_queue_is_done_when_one_succeeded_and_none_is_active()
    {
        using var cluster = new TestCluster(start => Script.Done(duration: TimeSpan.FromSeconds(start.PodName.GetHashCode(StringComparison.Ordinal) % 2 == 0 ? 1 : 3)));
        cluster.Create(Objects.Job("""{"parallelism": 3}"""));
        Assert.Equal(3, cluster.Pods.Count);
        cluster.RunOut();
        Assert.Equal(3, cluster.Pods.Count);
        Assert.NotNull(cluster.Condition("Complete"));
    }

    [Fact]
    public void An_indexed_job_gives_every_pod_its_index()
    {
        using var cluster = new TestCluster();
        JsonObject job = cluster.Create(Objects.Job("""
            {"completions": 3, "parallelism": 3, "completionMode": "Indexed", "template": {"metadata": {"labels": {"own": "label"}},
             "spec": {"initContainers": [{"name": "serve", "image": "image", "restartPolicy": "Always"}]}}}
            """));
        JsonObject[] pods = [.. cluster.Pods];
        Assert.Equal(["0", "1", "2"], pods.Select(pod => pod.Text("metadata", "annotations", "batch.kubernetes.io/job-completion-index")));
        foreach (JsonObject pod in pods)
        {
            string index = pod.Text("metadata", "labels", "batch.kubernetes.io/job-completion-index")!;
            Assert.Matches($"^job-{index}-[bcdfghjklmnpqrstvwxz2-9]{{5}}$", pod.Name());
            Assert.Equal($"job-{index}-", pod.Text("metadata", "generateName"));
            Assert.Equal($"job-{index}", pod.Text("spec", "hostname"));
            Assert.Equal("label", pod.Text("metadata", "labels", "own"));
            Assert.Equal(("job", job.Uid()), (pod.Text("metadata", "labels", "job-name"), pod.Text("metadata", "labels", "controller-uid")));
            Assert.Equal(("job", job.Uid()), (pod.Text("metadata", "labels", "batch.kubernetes.io/job-name"), pod.Text("metadata", "labels", "batch.kubernetes.io/controller-uid")));
            Assert.Contains("batch.kubernetes.io/job-tracking", pod.Texts("metadata", "finalizers"));
            JsonObject owner = Assert.Single(pod.Items("metadata", "ownerReferences"));
            Assert.Equal(("batch/v1", "Job", "job", job.Uid(), true, true),
                (owner.Text("apiVersion"), owner.Text("kind"), owner.Text("name"), owner.Text("uid"), owner.Flag("controller"), owner.Flag("blockOwnerDeletion")));
            foreach (JsonObject container in pod.Items("spec", "initContainers").Concat(pod.Items("spec", "containers")))
            {
                JsonObject variable = Assert.Single(container.Items("env"));
                Assert.Equal(("JOB_COMPLETION_INDEX", "metadata.labels['batch.kubernetes.io/job-completion-index']"),
                    (variable.Text("name"), variable.Text("valueFrom", "fieldRef", "fieldPath")));
            }
        }
    }

    [Fact]
    public void The_index_is_in_the_environment_of_the_container()
    {
        var seen = new List<string>();
        using var cluster = new TestCluster(start =>
        {
            seen.Add(start.Environment["JOB_COMPLETION_INDEX"]);
            return Script.Done();
        });
        cluster.Create(Objects.Job("""{"completions": 2, "parallelism": 2, "completionMode": "Indexed"}"""));
        Assert.Equal(["0", "1"], seen);
    }

    [Fact]
    public void Completed_indexes_are_written_as_ranges()
    {
        using var cluster = new TestCluster(start => start.Index is 2 ? Script.Forever : Script.Done());
        cluster.Create(Objects.Job("""{"completions": 8, "parallelism": 8, "completionMode": "Indexed"}"""));
        Assert.Equal("0,1,3-7", cluster.Job().Text("status", "completedIndexes"));
        Assert.Equal((1, 1, 7), Counts(cluster));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("3", "3")]
    [InlineData("0,1", "0,1")]
    [InlineData("0-2,4", "0-2,4")]
    [InlineData("1,2,3,5,6,8-12", "1-3,5,6,8,9")]
    public void Indexes_are_read_and_written_as_kubernetes_does(string text, string expected) =>
        Assert.Equal(expected, CompletionIndexes.Parse(text, 10).ToString());

    [Theory]
    [InlineData(10, null, 11)]
    [InlineData(63, null, 58)]
    [InlineData(53, 3, 56)]
    [InlineData(60, 12, 58)]
    public void Long_names_of_pods_are_cut(int length, int? index, int prefix)
    {
        string name = JobNames.PodName(JobNames.PodPrefix(new string('a', length), index), "bcdfg");
        Assert.Equal(prefix + 5, name.Length);
        Assert.EndsWith(index is null ? "bcdfg" : $"-{index}-bcdfg", name, StringComparison.Ordinal);
    }

    [Fact]
    public void A_job_managed_by_another_controller_is_left_alone()
    {
        using var cluster = new TestCluster();
        cluster.Create(Objects.Job("""{"managedBy": "kueue.x-k8s.io/multikueue"}"""));
        Assert.Empty(cluster.Pods);
        Assert.Null(cluster.Job()["status"]);
        cluster.Create(Objects.Job("""{"managedBy": "kubernetes.io/job-controller"}""", "ours"));
        Assert.Single(cluster.Pods);
    }

    [Fact]
    public void Less_parallelism_removes_pods_without_counting_them_as_failures()
    {
        using var cluster = new TestCluster();
        cluster.Create(Objects.Job("""{"completions": 4, "parallelism": 4}"""));
        cluster.ChangeJob(job => job["spec"]!["parallelism"] = 1);
        Assert.Single(cluster.Pods);
        Assert.Equal((1L, 0L), (cluster.Job().Number("status", "active"), cluster.Job().Number("status", "failed")));
    }

    private static (long?, long?, long?) Counts(TestCluster cluster)
    {
        JsonNode status = cluster.Job()["status"]!;
        return (status.Number("active"), status.Number("ready"), status.Number("succeeded"));
    }
}
