using System.Net;
using System.Text.Json;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace RL4VLM.Compat.KubernetesClient.Tests;

public sealed class RequestTests
{
    private const string Pod = """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","namespace":"n","uid":"u"},"spec":{"nodeName":"node-1"},"unknown":{"x":1}}""";
    private const string Pods = $$"""{"kind":"PodList","metadata":{"resourceVersion":"7","continue":"more","remainingItemCount":3},"items":[{{Pod}}]}""";

    [Fact]
    public async Task A_list_names_only_the_parameters_given_and_escapes_them()
    {
        Transport transport = new(Pods);
        using Kubernetes client = transport.Client();
        V1PodList pods = await client.CoreV1.ListNamespacedPodAsync(
            "n", labelSelector: "app=a b,run in (x)", limit: 500, continueParameter: "a/b+c", resourceVersion: "0", allowWatchBookmarks: true);
        Assert.Equal(
            ("GET", "/api/v1/namespaces/n/pods?allowWatchBookmarks=true&continue=a%2Fb%2Bc&labelSelector=app%3Da%20b%2Crun%20in%20%28x%29&limit=500&resourceVersion=0&watch=false"),
            (transport.Last.Method, transport.Last.PathAndQuery));
        Assert.Equal(("7", "more", 3L), (pods.ResourceVersion(), pods.Continue(), pods.Metadata.RemainingItemCount));
        V1Pod pod = Assert.Single(pods.Items);
        Assert.Equal(("p", "n", "u", "node-1"), (pod.Name(), pod.Namespace(), pod.Uid(), pod.Spec.NodeName));
    }

    [Fact]
    public async Task Each_operation_has_its_path()
    {
        Transport transport = new("{}");
        using Kubernetes client = transport.Client();
        V1Patch patch = new("{}", V1Patch.PatchType.MergePatch);
        (Func<Task> Call, string Expected)[] calls =
        [
            (() => client.CoreV1.ListPodForAllNamespacesAsync(), "GET /api/v1/pods?watch=false"),
            (() => client.CoreV1.ReadNamespacedPodAsync("p", "n"), "GET /api/v1/namespaces/n/pods/p"),
            (() => client.CoreV1.DeleteNamespacedPodAsync("p", "n", gracePeriodSeconds: 0), "DELETE /api/v1/namespaces/n/pods/p?gracePeriodSeconds=0"),
            (() => client.CoreV1.CreateNamespacedPodEvictionAsync(new V1Eviction(), "p", "n"), "POST /api/v1/namespaces/n/pods/p/eviction"),
            (() => client.CoreV1.PatchNamespacedPodStatusAsync(patch, "p", "n"), "PATCH /api/v1/namespaces/n/pods/p/status"),
            (() => client.CoreV1.CreateNamespacedConfigMapAsync(new V1ConfigMap(), "n"), "POST /api/v1/namespaces/n/configmaps"),
            (() => client.CoreV1.DeleteNamespacedSecretAsync("s", "n"), "DELETE /api/v1/namespaces/n/secrets/s"),
            (() => client.CoreV1.CreateNamespacedEventAsync(new Corev1Event(), "n"), "POST /api/v1/namespaces/n/events"),
            (() => client.CoreV1.CreateNamespaceAsync(new V1Namespace()), "POST /api/v1/namespaces"),
            (() => client.CoreV1.DeleteNamespaceAsync("n"), "DELETE /api/v1/namespaces/n"),
            (() => client.CoreV1.PatchNodeAsync(patch, "node-1"), "PATCH /api/v1/nodes/node-1"),
            (() => client.CoreV1.ReadNamespacedPersistentVolumeClaimAsync("c", "n"), "GET /api/v1/namespaces/n/persistentvolumeclaims/c"),
            (() => client.BatchV1.ListJobForAllNamespacesAsync(), "GET /apis/batch/v1/jobs?watch=false"),
            (() => client.BatchV1.DeleteNamespacedJobAsync("j", "n", propagationPolicy: "Background"), "DELETE /apis/batch/v1/namespaces/n/jobs/j?propagationPolicy=Background"),
            (() => client.BatchV1.DeleteCollectionNamespacedJobAsync("n", labelSelector: "a=b"), "DELETE /apis/batch/v1/namespaces/n/jobs?labelSelector=a%3Db"),
            (() => client.CoordinationV1.ReplaceNamespacedLeaseAsync(new V1Lease(), "l", "n"), "PUT /apis/coordination.k8s.io/v1/namespaces/n/leases/l"),
            (() => client.AppsV1.PatchNamespacedDeploymentAsync(patch, "d", "n"), "PATCH /apis/apps/v1/namespaces/n/deployments/d"),
            (() => client.EventsV1.CreateNamespacedEventAsync(new Eventsv1Event(), "n"), "POST /apis/events.k8s.io/v1/namespaces/n/events"),
            (() => client.ApiextensionsV1.ReadCustomResourceDefinitionAsync("runs.rl4vlm.io"), "GET /apis/apiextensions.k8s.io/v1/customresourcedefinitions/runs.rl4vlm.io"),
            (() => client.CustomObjects.ListClusterCustomObjectAsync("g.io", "v1", "things"), "GET /apis/g.io/v1/things?watch=false"),
            (() => client.CustomObjects.GetNamespacedCustomObjectAsync("g.io", "v1", "n", "things", "t"), "GET /apis/g.io/v1/namespaces/n/things/t"),
            (() => client.CustomObjects.GetNamespacedCustomObjectAsync("", "v1", "n", "pods", "t"), "GET /api/v1/namespaces/n/pods/t"),
            (() => client.CustomObjects.PatchNamespacedCustomObjectStatusAsync(patch, "g.io", "v1", "n", "things", "t", fieldManager: "me"), "PATCH /apis/g.io/v1/namespaces/n/things/t/status?fieldManager=me"),
            (() => client.Version.GetCodeAsync(), "GET /version/"),
        ];
        foreach ((Func<Task> call, string expected) in calls)
        {
            await call();
            Assert.Equal(expected, $"{transport.Last.Method} {transport.Last.PathAndQuery}");
        }
    }

    [Fact]
    public async Task A_base_address_with_a_path_is_kept()
    {
        Transport transport = new(Pod);
        using Kubernetes client = transport.Client(config => config.Host = "https://proxy.test/clusters/one");
        await client.CoreV1.ReadNamespacedPodAsync("p", "n");
        Assert.Equal("/clusters/one/api/v1/namespaces/n/pods/p", transport.Last.PathAndQuery);
    }

    [Theory]
    [InlineData("../secrets", "/api/v1/namespaces/n/pods/..%2Fsecrets")]
    [InlineData("a?b#c", "/api/v1/namespaces/n/pods/a%3Fb%23c")]
    public async Task A_name_cannot_leave_its_segment(string name, string path)
    {
        Transport transport = new(Pod);
        using Kubernetes client = transport.Client();
        await client.CoreV1.ReadNamespacedPodAsync(name, "n");
        Assert.Equal(path, transport.Last.PathAndQuery);
    }

    [Fact]
    public async Task A_missing_name_is_named()
    {
        using Kubernetes client = new Transport(Pod).Client();
        Assert.Equal("name", (await Assert.ThrowsAsync<ArgumentNullException>(() => client.CoreV1.ReadNamespacedPodAsync(null, "n"))).ParamName);
        Assert.Equal("namespaceParameter", (await Assert.ThrowsAsync<ArgumentException>(() => client.CoreV1.ReadNamespacedPodAsync("p", ".."))).ParamName);
        Assert.Equal("body", (await Assert.ThrowsAsync<ArgumentNullException>(() => client.CoreV1.CreateNamespacedPodAsync(null, "n"))).ParamName);
    }

    [Theory]
    [InlineData(V1Patch.PatchType.MergePatch, "application/merge-patch+json; charset=utf-8")]
    [InlineData(V1Patch.PatchType.StrategicMergePatch, "application/strategic-merge-patch+json; charset=utf-8")]
    [InlineData(V1Patch.PatchType.JsonPatch, "application/json-patch+json; charset=utf-8")]
    [InlineData(V1Patch.PatchType.ApplyPatch, "application/apply-patch+yaml; charset=utf-8")]
    public async Task A_patch_says_what_it_is_and_text_goes_out_as_it_is(V1Patch.PatchType type, string contentType)
    {
        Transport transport = new(Pod);
        using Kubernetes client = transport.Client();
        await client.CoreV1.PatchNamespacedPodAsync(new V1Patch("""{"metadata":{"labels":null}}""", type), "p", "n", fieldManager: "m", force: true);
        Assert.Equal((contentType, """{"metadata":{"labels":null}}"""), (transport.Last.ContentType, transport.Last.Body));
        Assert.EndsWith("?fieldManager=m&force=true", transport.Last.PathAndQuery);
    }

    [Fact]
    public async Task A_patch_made_of_an_object_is_serialised_without_nulls()
    {
        Transport transport = new(Pod);
        using Kubernetes client = transport.Client();
        await client.CoreV1.PatchNamespacedPodAsync(new V1Patch(new V1Pod { Spec = new() { NodeName = "x" } }, V1Patch.PatchType.MergePatch), "p", "n");
        Assert.Equal("""{"spec":{"nodeName":"x"}}""", transport.Last.Body);
    }

    [Fact]
    public async Task A_refusal_carries_status_headers_and_both_bodies()
    {
        const string Conflict = """{"kind":"Status","status":"Failure","message":"changed","reason":"Conflict","code":409}""";
        Transport transport = new(Conflict, HttpStatusCode.Conflict);
        using Kubernetes client = transport.Client();
        HttpOperationException refusal = await Assert.ThrowsAsync<HttpOperationException>(
            () => client.CoreV1.CreateNamespacedConfigMapAsync(new V1ConfigMap { Data = new Dictionary<string, string> { ["a"] = "b" } }, "n"));
        Assert.Equal((HttpStatusCode.Conflict, Conflict), (refusal.Response.StatusCode, refusal.Response.Content));
        Assert.Equal((HttpMethod.Post, """{"data":{"a":"b"}}"""), (refusal.Request.Method, refusal.Request.Content));
        Assert.Contains("application/json", refusal.Response.Headers["content-type"].Single());
        Assert.Contains("409", refusal.Message);
        Assert.Equal("Conflict - changed", KubernetesJson.Deserialize<V1Status>(refusal.Response.Content).ToString());
    }

    [Fact]
    public async Task Custom_objects_come_typed_or_as_JSON()
    {
        Transport transport = new(Pods);
        using Kubernetes client = transport.Client();
        V1PodList typed = await client.CustomObjects.ListNamespacedCustomObjectAsync<V1PodList>("g.io", "v1", "n", "things");
        Assert.Equal("p", typed.Items.Single().Name());
        JsonElement untyped = Assert.IsType<JsonElement>(await client.CustomObjects.ListNamespacedCustomObjectAsync("g.io", "v1", "n", "things"));
        Assert.Equal(1, untyped.GetProperty("items")[0].GetProperty("unknown").GetProperty("x").GetInt32());
    }

    [Fact]
    public async Task A_deletion_sends_its_options_and_takes_a_status_or_the_object()
    {
        Transport transport = new("""{"kind":"Status","apiVersion":"v1","status":"Success","details":{"name":"j","uid":"u"}}""");
        using (Kubernetes client = transport.Client())
        {
            V1Status done = await client.BatchV1.DeleteNamespacedJobAsync(
                "j", "n", new V1DeleteOptions { PropagationPolicy = "Foreground", GracePeriodSeconds = 5, Preconditions = new() { Uid = "u" } });
            Assert.Equal(("Success", "u", false), (done.Status, done.Details.Uid, done.HasObject));
            Assert.Equal("""{"gracePeriodSeconds":5,"preconditions":{"uid":"u"},"propagationPolicy":"Foreground"}""", transport.Last.Body);
        }
        using Kubernetes finalizing = new Transport("""{"kind":"Job","metadata":{"name":"j","deletionTimestamp":"2025-01-01T00:00:00Z"},"status":{"active":1}}""").Client();
        V1Status pending = await finalizing.BatchV1.DeleteNamespacedJobAsync("j", "n");
        Assert.True(pending.HasObject);
        Assert.Equal(1, pending.ObjectView<V1Job>().Status.Active);
    }

    [Fact]
    public async Task A_log_is_a_stream()
    {
        Transport transport = new("line 1\nline 2\n");
        using Kubernetes client = transport.Client();
        await using Stream log = await client.CoreV1.ReadNamespacedPodLogAsync("p", "n", container: "main", tailLines: 10, follow: true);
        Assert.Equal("/api/v1/namespaces/n/pods/p/log?container=main&follow=true&tailLines=10", transport.Last.PathAndQuery);
        Assert.Equal("line 1\nline 2\n", await new StreamReader(log).ReadToEndAsync());
    }

    [Fact]
    public async Task Headers_and_credentials_go_out()
    {
        Transport transport = new(Pod);
        using Kubernetes client = transport.Client(config => (config.Username, config.Password, config.UserAgent) = ("me", "secret", "rl4vlm/1"));
        using HttpOperationResponse<V1Pod> response = await client.CoreV1.ReadNamespacedPodWithHttpMessagesAsync(
            "p", "n", customHeaders: new Dictionary<string, IReadOnlyList<string>> { ["X-Trace"] = ["1", "2"] });
        Assert.Equal(("p", HttpStatusCode.OK), (response.Body.Name(), response.Response.StatusCode));
        Assert.Equal(["1", "2"], transport.Last.Message.Headers.GetValues("X-Trace"));
        Assert.Equal("Basic bWU6c2VjcmV0", transport.Last.Message.Headers.Authorization!.ToString());
        Assert.Equal("rl4vlm/1", transport.Last.Message.Headers.UserAgent.ToString());
    }

    [Fact]
    public async Task A_call_that_takes_too_long_says_so_and_a_cancelled_one_is_cancelled()
    {
        Transport slow = new(_ => new HttpResponseMessage { Content = new StreamContent(new System.IO.Pipelines.Pipe().Reader.AsStream()) });
        using Kubernetes client = slow.Client(config => config.HttpClientTimeout = TimeSpan.FromMilliseconds(20));
        TaskCanceledException late = await Assert.ThrowsAsync<TaskCanceledException>(() => client.CoreV1.ReadNamespacedPodAsync("p", "n"));
        Assert.IsType<TimeoutException>(late.InnerException);
        Assert.Contains("HttpClientTimeout", late.Message);

        client.HttpClientTimeout = Timeout.InfiniteTimeSpan;
        using CancellationTokenSource cancel = new();
        Task<V1Pod> pending = client.CoreV1.ReadNamespacedPodAsync("p", "n", cancellationToken: cancel.Token);
        await cancel.CancelAsync();
        OperationCanceledException canceled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
        Assert.IsNotType<TimeoutException>(canceled.InnerException);
    }

    [Fact]
    public async Task An_answer_that_is_not_JSON_is_a_JSON_error()
    {
        using Kubernetes client = new Transport("<html>").Client();
        await Assert.ThrowsAsync<JsonException>(() => client.CoreV1.ReadNamespacedPodAsync("p", "n"));
    }

    [Fact]
    public async Task Handlers_see_a_request_in_the_order_given()
    {
        List<string> seen = [];
        using Kubernetes client = new(new KubernetesClientConfiguration { Host = "http://cluster.test" }, new Noting("first", seen), new Noting("second", seen), new Transport(Pod));
        await client.CoreV1.ReadNamespacedPodAsync("p", "n");
        Assert.Equal(["first", "second"], seen);
    }

    private sealed class Noting(string name, List<string> seen) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            seen.Add(name);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
