using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Controllers;
using RL4VLM.FakeKubernetes.Controllers.Runners;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Tests.Controllers;

public class GarbageTests
{
    private static readonly Script Slow = Script.Forever with { StopsAfter = TimeSpan.FromSeconds(5) };

    [Fact]
    public void A_background_deletion_takes_the_job_at_once_and_its_pods_when_they_stopped()
    {
        using var cluster = new TestCluster(_ => Slow);
        cluster.Create(Objects.Job("""{"completions": 2, "parallelism": 2}"""));
        cluster.Store.Delete(ResourceKind.Jobs, TestCluster.Namespace, "job");
        cluster.Idle();
        Assert.Null(cluster.Store.Get(ResourceKind.Jobs, TestCluster.Namespace, "job"));
        Assert.All(cluster.Pods, pod => Assert.True(pod.IsDeleting()));
        Assert.Equal(2, cluster.Pods.Count);
        cluster.Run(5);
        Assert.Empty(cluster.Pods);
    }

    [Fact]
    public void A_foreground_deletion_keeps_the_job_until_its_pods_are_gone()
    {
        using var cluster = new TestCluster(_ => Slow);
        cluster.Create(Objects.Job());
        cluster.Store.Delete(ResourceKind.Jobs, TestCluster.Namespace, "job", Propagation.Foreground);
        cluster.Run(4);
        Assert.True(cluster.Job().IsDeleting());
        Assert.Single(cluster.Log);
        cluster.Run(1);
        Assert.Empty(cluster.Pods);
        Assert.Null(cluster.Store.Get(ResourceKind.Jobs, TestCluster.Namespace, "job"));
    }

    [Fact]
    public void An_orphaning_deletion_leaves_the_pods_running()
    {
        using var cluster = new TestCluster();
        cluster.Create(Objects.Job());
        cluster.Store.Delete(ResourceKind.Jobs, TestCluster.Namespace, "job", Propagation.Orphan);
        cluster.Idle();
        Assert.Null(cluster.Store.Get(ResourceKind.Jobs, TestCluster.Namespace, "job"));
        Assert.Empty(cluster.Pod.Items("metadata", "ownerReferences"));
        Assert.DoesNotContain("batch.kubernetes.io/job-tracking", cluster.Pod.Texts("metadata", "finalizers"));
        Assert.Single(cluster.Manager.Pods.Running);
    }

    [Fact]
    public void A_job_deleted_and_created_again_under_its_name_gets_pods_of_its_own()
    {
        using var cluster = new TestCluster(_ => Slow);
        JsonObject first = cluster.Create(Objects.Job());
        cluster.Store.Delete(ResourceKind.Jobs, TestCluster.Namespace, "job");
        JsonObject second = cluster.Create(Objects.Job());
        cluster.Run(5);
        Assert.NotEqual(first.Uid(), second.Uid());
        Assert.Equal(second.Uid(), cluster.Pod.Items("metadata", "ownerReferences").Single().Text("uid"));
        Assert.Equal(0, cluster.Job().Number("status", "failed"));
    }

    [Fact]
    public void A_chain_of_owners_goes_from_the_top_down()
    {
        using var cluster = new TestCluster();
        JsonObject run = Own(cluster, "run");
        JsonObject job = Objects.Job();
        job.Ensure("metadata")["ownerReferences"] = Reference(run);
        cluster.Create(job);
        cluster.Store.Delete(ResourceKind.ConfigMaps, TestCluster.Namespace, "run", Propagation.Foreground);
        cluster.Idle();
        Assert.Empty(cluster.Pods);
        Assert.Empty(cluster.Store.List(ResourceKind.Jobs));
        Assert.Empty(cluster.Store.List(ResourceKind.ConfigMaps));
    }

    [Fact]
    public void An_owner_of_the_same_name_and_another_uid_is_no_owner()
    {
        using var cluster = new TestCluster();
        JsonObject run = Own(cluster, "run");
        JsonArray stale = Reference(run);
        stale[0]!["uid"] = Guid.NewGuid().ToString();
        Own(cluster, "child", stale);
        cluster.Idle();
        Assert.Equal(["run"], cluster.Store.List(ResourceKind.ConfigMaps).Select(item => item.Name()));
    }

    [Fact]
    public void With_one_owner_left_only_the_reference_goes()
    {
        using var cluster = new TestCluster();
        JsonObject first = Own(cluster, "first");
        JsonObject second = Own(cluster, "second");
        Own(cluster, "child", [.. Reference(first).Concat(Reference(second)).Select(node => node!.DeepClone())]);
        cluster.Store.Delete(ResourceKind.ConfigMaps, TestCluster.Namespace, "first");
        cluster.Idle();
        JsonObject child = cluster.Store.Get(ResourceKind.ConfigMaps, TestCluster.Namespace, "child")!;
        Assert.Equal("second", Assert.Single(child.Items("metadata", "ownerReferences")).Text("name"));
    }

    private static JsonObject Own(TestCluster cluster, string name, JsonArray? owners = null)
    {
        JsonObject item = Objects.Named("ConfigMap", name);
        if (owners is not null) item.Ensure("metadata")["ownerReferences"] = owners;
        return cluster.Store.Create(ResourceKind.ConfigMaps, item);
    }

    private static JsonArray Reference(JsonObject owner) => new(new JsonObject
    {
        ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["name"] = owner.Name(), ["uid"] = owner.Uid(), ["controller"] = false, ["blockOwnerDeletion"] = true,
    });
}
