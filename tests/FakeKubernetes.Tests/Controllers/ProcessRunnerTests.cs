using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Controllers;
using RL4VLM.FakeKubernetes.Controllers.Runners.Processes;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Tests.Controllers;

/// <summary>Real processes of /bin/sh, in real time.</summary>
public sealed class ProcessRunnerTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ClusterStore store = new();
    private readonly string data = Directory.CreateTempSubdirectory("rl4vlm-test-").FullName;
    private readonly ControllerManager manager;

    public ProcessRunnerTests()
    {
        manager = new ControllerManager(store, new ProcessRunner(store, new ProcessRunnerOptions
        {
            Images = new Dictionary<string, ProgramImage>
            {
                ["registry/shell"] = new("/bin/sh", "-c") { Environment = new Dictionary<string, string> { ["FROM_IMAGE"] = "image" } },
                ["registry/file"] = new("/bin/sh", Path.Combine(data, "program.sh")),
            },
            Claims = new Dictionary<string, string> { ["default/data"] = data },
        }));
        store.Create(ResourceKind.ConfigMaps, Objects.Named("ConfigMap", "map", """{"data": {"manifest.json": "{manifest}", "other": "x"}}"""));
        store.Create(ResourceKind.Secrets, Objects.Named("Secret", "secret", """{"data": {"key": "c2VjcmV0"}}"""));
        manager.Start();
    }

    public void Dispose()
    {
        manager.Dispose();
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task A_program_gets_its_files_variables_and_arguments_and_leaves_a_message()
    {
        JsonObject pod = await Ended(Pod("""
            {"args": ["cat \"$1\" \"$MANIFEST\" && echo \"$FROM_IMAGE $SECRET $EXPANDED $NAME $2\" && printf done > \"$RL4VLM_TERMINATION_MESSAGE_PATH\" && echo stored > \"$DATA/result\"",
              "sh", "/etc/app/manifest.json", "--file=/etc/app/manifest.json"],
             "env": [{"name": "SECRET", "valueFrom": {"secretKeyRef": {"name": "secret", "key": "key"}}}, {"name": "EXPANDED", "value": "$(SECRET)-$$(SECRET)"},
                     {"name": "NAME", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}, {"name": "MANIFEST", "value": "/etc/app/manifest.json"},
                     {"name": "DATA", "value": "/data"}],
             "volumeMounts": [{"name": "map", "mountPath": "/etc/app"}, {"name": "data", "mountPath": "/data"}, {"name": "scratch", "mountPath": "/scratch"}]}
            """));
        Assert.Equal("Succeeded", pod.Text("status", "phase"));
        Assert.Equal(("Completed", "done"), (Terminated(pod).Text("reason"), Terminated(pod).Text("message")));
        Assert.Equal("stored\n", await File.ReadAllTextAsync(Path.Combine(data, "result")));
        string log = manager.Log(pod.Uid(), "stage")!;
        Assert.StartsWith("{manifest}{manifest}image secret secret-$(SECRET) pod --file=", log, StringComparison.Ordinal);
        Assert.EndsWith("/etc/app/manifest.json\n", log, StringComparison.Ordinal);
        Assert.DoesNotContain("--file=/etc", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_image_s_own_program_is_found_though_the_pod_mounts_something_over_its_folder()
    {
        await File.WriteAllTextAsync(Path.Combine(data, "program.sh"), "echo \"$1\"");
        JsonObject container = JsonNode.Parse("""{"image": "registry/file", "args": [], "volumeMounts": [{"name": "scratch"}]}""")!.AsObject();
        container["args"] = new JsonArray($"{data}/argument");
        container["volumeMounts"]![0]!["mountPath"] = data;
        JsonObject pod = await Ended(Pod(container.ToJsonString()));
        Assert.Equal("Succeeded", pod.Text("status", "phase"));
        Assert.EndsWith("/argument\n", manager.Log(pod.Uid(), "stage"), StringComparison.Ordinal);
        Assert.NotEqual($"{data}/argument\n", manager.Log(pod.Uid(), "stage"));
    }

    [Theory]
    [InlineData("exit 70", 70, "Error")]
    [InlineData("kill -KILL $$$$", 137, "Error")]
    [InlineData("kill -TERM $$$$", 143, "Error")]
    public async Task Exit_codes_are_those_of_the_process(string script, int exitCode, string reason)
    {
        JsonObject pod = await Ended(Pod(Args(script)));
        Assert.Equal(("Failed", (long)exitCode, reason), (pod.Text("status", "phase"), Terminated(pod).Number("exitCode"), Terminated(pod).Text("reason")));
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_a_StartError()
    {
        JsonObject pod = await Ended(Pod("""{"command": ["/no/such/program"]}"""));
        Assert.Equal((128L, "StartError"), (Terminated(pod).Number("exitCode"), Terminated(pod).Text("reason")));
    }

    [Fact]
    public async Task SIGTERM_lets_a_process_end_by_itself()
    {
        await Running("trap 'exit 75' TERM; echo ready; while :; do sleep 0.05; done");
        JsonObject last = await Deleted();
        Assert.Equal(("Failed", 75L), (last.Text("status", "phase"), Terminated(last).Number("exitCode")));
    }

    [Fact]
    public async Task SIGKILL_ends_one_that_does_not_with_all_its_children()
    {
        await Running($"trap '' TERM; (while :; do date > {data}/alive; sleep 0.05; done) & echo ready; while :; do sleep 0.05; done", graceSeconds: 1);
        JsonObject last = await Deleted();
        Assert.Equal(("Failed", 137L), (last.Text("status", "phase"), Terminated(last).Number("exitCode")));
        string file = Path.Combine(data, "alive");
        File.Delete(file);
        await Task.Delay(300);
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task A_missing_claim_or_image_keeps_the_pod_pending()
    {
        JsonObject pod = Pod(Args("exit 0"));
        pod.Ensure("spec")["volumes"] = JsonNode.Parse("""[{"name": "data", "persistentVolumeClaim": {"claimName": "none"}}]""");
        Task<JsonObject> complaint = Next(change => change.Kind == ResourceKind.Events && change.Object.Text("reason") == "FailedMount");
        store.Create(ResourceKind.Pods, pod);
        Assert.Contains("\"none\" not found", (await complaint).Text("message"), StringComparison.Ordinal);
        JsonObject other = Pod(Args("exit 0"));
        other.Ensure("metadata")["name"] = "other";
        other.Items("spec", "containers").Single()["image"] = "registry/unknown:1";
        Task<JsonObject> waiting = Next(change => change.Kind == ResourceKind.Pods
            && change.Object.Items("status", "containerStatuses").Any(status => status.Text("state", "waiting", "reason") == "ErrImagePull"));
        store.Create(ResourceKind.Pods, other);
        await waiting;
    }

    private static string Args(string script) => new JsonObject { ["args"] = new JsonArray(script) }.ToJsonString();

    private static JsonObject Pod(string container)
    {
        JsonObject stage = JsonNode.Parse(container)!.AsObject();
        stage["name"] = "stage";
        stage["image"] ??= "registry/shell:1.2";
        JsonObject pod = Objects.Named("Pod", "pod", """
            {"spec": {"restartPolicy": "Never", "volumes": [{"name": "map", "configMap": {"name": "map", "items": [{"key": "manifest.json", "path": "manifest.json"}]}},
             {"name": "data", "persistentVolumeClaim": {"claimName": "data"}}, {"name": "scratch", "emptyDir": {}}]}}
            """);
        pod.Ensure("spec")["containers"] = new JsonArray(stage);
        return pod;
    }

    private static JsonNode Terminated(JsonObject pod) => pod.Items("status", "containerStatuses").Single().At("state", "terminated")!;

    private async Task<JsonObject> Ended(JsonObject pod)
    {
        Task<JsonObject> ended = Next(change => change.Kind == ResourceKind.Pods && change.Object.Text("status", "phase") is "Succeeded" or "Failed");
        store.Create(ResourceKind.Pods, pod);
        return await ended;
    }

    /// <summary>Starts a script and waits until it has printed something: its traps are set.</summary>
    private async Task Running(string script, int graceSeconds = 30)
    {
        JsonObject pod = Pod(Args(script));
        pod.Ensure("spec")["terminationGracePeriodSeconds"] = graceSeconds;
        Task<JsonObject> running = Next(change => change.Kind == ResourceKind.Pods && change.Object.Text("status", "phase") == "Running");
        string uid = store.Create(ResourceKind.Pods, pod).Uid();
        await running;
        using var patience = new CancellationTokenSource(Patience);
        while (manager.Log(uid, "stage") is null or "") await Task.Delay(10, patience.Token);
    }

    private async Task<JsonObject> Deleted()
    {
        Task<JsonObject> gone = Next(change => change.Kind == ResourceKind.Pods && change.Type == "DELETED");
        manager.Chaos.DeletePod(TestCluster.Namespace, "pod");
        return await gone;
    }

    private async Task<JsonObject> Next(Func<StoreEvent, bool> wanted)
    {
        var found = new TaskCompletionSource<JsonObject>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look(StoreEvent change)
        {
            if (wanted(change)) found.TrySetResult(change.Object);
        }

        store.Changed += Look;
        try
        {
            return await found.Task.WaitAsync(Patience);
        }
        finally
        {
            store.Changed -= Look;
        }
    }
}
