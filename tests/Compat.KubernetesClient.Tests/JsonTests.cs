using System.Text.Json;
using k8s;
using k8s.Models;

namespace RL4VLM.Compat.KubernetesClient.Tests;

public sealed class JsonTests
{
    private const string Pod = """
        {"apiVersion":"v1","kind":"Pod","metadata":{"annotations":{"a/b":"c"},"creationTimestamp":"2025-03-01T12:00:00Z","finalizers":["f"],"generateName":"g-","labels":{"app":"x"},"managedFields":[{"manager":"m","operation":"Apply","time":"2025-03-01T12:00:00Z"}],"name":"p","namespace":"n","ownerReferences":[{"apiVersion":"batch/v1","blockOwnerDeletion":true,"controller":true,"kind":"Job","name":"j","uid":"u"}],"resourceVersion":"1","uid":"u2"},"spec":{"affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"gpu","operator":"In","values":["a"]}]}]}},"podAntiAffinity":{"preferredDuringSchedulingIgnoredDuringExecution":[{"podAffinityTerm":{"topologyKey":"kubernetes.io/hostname"},"weight":1}]}},"automountServiceAccountToken":false,"containers":[{"args":["a"],"env":[{"name":"A","value":"b"},{"name":"B","valueFrom":{"secretKeyRef":{"key":"k","name":"s","optional":true}}}],"image":"i","name":"main","ports":[{"containerPort":8080,"name":"http"}],"readinessProbe":{"httpGet":{"path":"/","port":"http"},"periodSeconds":5},"resources":{"limits":{"memory":"1Gi","nvidia.com/gpu":"1"},"requests":{"cpu":"250m"}},"securityContext":{"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]},"readOnlyRootFilesystem":true,"runAsNonRoot":true,"seccompProfile":{"type":"RuntimeDefault"}},"volumeMounts":[{"mountPath":"/dev/shm","name":"shm"}]}],"initContainers":[{"image":"e","name":"environment","restartPolicy":"Always"}],"restartPolicy":"Never","securityContext":{"fsGroup":1,"runAsUser":65532},"tolerations":[{"effect":"NoSchedule","key":"gpu","operator":"Exists"}],"topologySpreadConstraints":[{"maxSkew":1,"topologyKey":"zone","whenUnsatisfiable":"ScheduleAnyway"}],"volumes":[{"emptyDir":{"medium":"Memory","sizeLimit":"1Gi"},"name":"shm"},{"name":"m","projected":{"sources":[{"serviceAccountToken":{"audience":"api","expirationSeconds":3600,"path":"token"}}]}},{"configMap":{"defaultMode":292,"name":"c"},"name":"c"}]},"status":{"conditions":[{"lastTransitionTime":"2025-03-01T12:00:01Z","message":"evicted","reason":"EvictionByEvictionAPI","status":"True","type":"DisruptionTarget"}],"containerStatuses":[{"image":"i","imageID":"sha256:1","lastState":{"waiting":{"message":"m","reason":"ImagePullBackOff"}},"name":"main","ready":false,"restartCount":2,"state":{"terminated":{"exitCode":75,"finishedAt":"2025-03-01T12:00:02Z","message":"{}","reason":"Error"}}}],"phase":"Failed","startTime":"2025-03-01T12:00:00Z"}}
        """;

    private const string Job = """
        {"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"j"},"spec":{"activeDeadlineSeconds":60,"backoffLimit":6,"backoffLimitPerIndex":3,"completionMode":"Indexed","completions":4,"managedBy":"rl4vlm.io/operator","maxFailedIndexes":1,"parallelism":4,"podFailurePolicy":{"rules":[{"action":"FailIndex","onExitCodes":{"containerName":"main","operator":"In","values":[65,78]}},{"action":"Ignore","onPodConditions":[{"status":"True","type":"DisruptionTarget"}]}]},"podReplacementPolicy":"Failed","successPolicy":{"rules":[{"succeededCount":2,"succeededIndexes":"0-2"}]},"suspend":true,"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"main"}]}},"ttlSecondsAfterFinished":60},"status":{"active":1,"completedIndexes":"0,2","completionTime":"2025-03-01T12:00:00Z","conditions":[{"status":"True","type":"Complete"}],"failed":1,"failedIndexes":"1","ready":1,"startTime":"2025-03-01T12:00:00Z","succeeded":2,"terminating":0,"uncountedTerminatedPods":{"failed":["u1"],"succeeded":["u2"]}}}
        """;

    private const string Definition = """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"runs.g.io"},"spec":{"group":"g.io","names":{"kind":"Run","plural":"runs","shortNames":["r"]},"scope":"Namespaced","versions":[{"additionalPrinterColumns":[{"jsonPath":".status.phase","name":"Phase","type":"string"}],"name":"v1","schema":{"openAPIV3Schema":{"properties":{"spec":{"additionalProperties":{"type":"string"},"default":{"a":[1,"x",null]},"enum":["a",1],"maxProperties":8,"type":"object","x-kubernetes-preserve-unknown-fields":true,"x-kubernetes-validations":[{"message":"fixed","rule":"self == oldSelf"}]},"size":{"anyOf":[{"type":"integer"},{"type":"string"}],"maximum":1.5,"x-kubernetes-int-or-string":true},"tags":{"items":{"maxLength":63,"pattern":"^[a-z]$","type":"string"},"maxItems":4,"type":"array","x-kubernetes-list-map-keys":["name"],"x-kubernetes-list-type":"map"}},"required":["spec"],"type":"object"}},"served":true,"storage":true,"subresources":{"status":{}}}]}}
        """;

    [Theory]
    [InlineData(typeof(V1Pod), Pod)]
    [InlineData(typeof(V1Job), Job)]
    [InlineData(typeof(V1CustomResourceDefinition), Definition)]
    [InlineData(typeof(V1PodDisruptionBudget), """{"apiVersion":"policy/v1","kind":"PodDisruptionBudget","spec":{"minAvailable":1,"selector":{"matchLabels":{"a":"b"}}}}""")]
    [InlineData(typeof(V1NetworkPolicy), """{"kind":"NetworkPolicy","spec":{"egress":[{"ports":[{"endPort":90,"port":80,"protocol":"TCP"}],"to":[{"ipBlock":{"cidr":"0.0.0.0/0","except":["10.0.0.0/8"]}}]}],"podSelector":{},"policyTypes":["Egress"]}}""")]
    [InlineData(typeof(V1ClusterRole), """{"aggregationRule":{"clusterRoleSelectors":[{"matchLabels":{"a":"b"}}]},"kind":"ClusterRole","rules":[{"apiGroups":[""],"resourceNames":["x"],"resources":["pods"],"verbs":["get"]}]}""")]
    [InlineData(typeof(V1RoleBinding), """{"kind":"RoleBinding","roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"r"},"subjects":[{"kind":"ServiceAccount","name":"s","namespace":"n"}]}""")]
    [InlineData(typeof(V1Secret), """{"data":{"k":"AAEC"},"kind":"Secret","stringData":{"t":"x"},"type":"Opaque"}""")]
    [InlineData(typeof(Corev1Event), """{"action":"Reconcile","eventTime":"2025-03-01T12:00:00.000001Z","involvedObject":{"kind":"Pod","name":"p","namespace":"n"},"kind":"Event","metadata":{"name":"e"},"reason":"Started","reportingComponent":"c","series":{"count":2,"lastObservedTime":"2025-03-01T12:00:00.000000Z"},"type":"Normal"}""")]
    public void A_model_reads_every_field_and_writes_it_again(Type type, string json)
    {
        JsonSerializerOptions strict = new(new KubernetesClientConfiguration().JsonSerializerOptions)
        {
            UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        };
        object value = JsonSerializer.Deserialize(json, type, strict)!;
        Assert.True(System.Text.Json.Nodes.JsonNode.DeepEquals(
            System.Text.Json.Nodes.JsonNode.Parse(json), System.Text.Json.Nodes.JsonNode.Parse(KubernetesJson.Serialize(value))), KubernetesJson.Serialize(value));
    }

    [Theory]
    [InlineData("2025-03-01T12:00:00Z", 0)]
    [InlineData("2025-03-01T12:00:00.5Z", 5_000_000)]
    [InlineData("2025-03-01T12:00:00.123456789Z", 1_234_567)]
    [InlineData("2025-03-01T14:00:00.000001+02:00", 10)]
    public void Times_are_read_with_any_fraction_and_offset(string text, long ticks)
    {
        DateTime time = KubernetesJson.Deserialize<V1ObjectMeta>($$"""{"creationTimestamp":"{{text}}"}""").CreationTimestamp!.Value;
        Assert.Equal((new DateTime(2025, 3, 1, 12, 0, 0, DateTimeKind.Utc).AddTicks(ticks), DateTimeKind.Utc), (time, time.Kind));
    }

    [Fact]
    public void Micro_times_have_six_decimals_and_others_none_unless_needed()
    {
        DateTime whole = new(2025, 3, 1, 12, 0, 0, DateTimeKind.Utc);
        Assert.Equal("""{"acquireTime":"2025-03-01T12:00:00.000000Z"}""", KubernetesJson.Serialize(new V1LeaseSpec { AcquireTime = whole }));
        Assert.Equal("""{"creationTimestamp":"2025-03-01T12:00:00Z"}""", KubernetesJson.Serialize(new V1ObjectMeta { CreationTimestamp = whole }));
        Assert.Equal("""{"creationTimestamp":"2025-03-01T12:00:00.500000Z"}""", KubernetesJson.Serialize(new V1ObjectMeta { CreationTimestamp = whole.AddSeconds(0.5) }));
    }

    [Fact]
    public void A_status_goes_both_ways()
    {
        V1Status status = new() { Status = "Failure", Message = "gone", Reason = "Expired", Code = 410, Details = new() { Kind = "pods", RetryAfterSeconds = 1 } };
        V1Status read = KubernetesJson.Deserialize<V1Status>(KubernetesJson.Serialize(status));
        Assert.Equal(("gone", "Expired", 410, 1), (read.Message, read.Reason, read.Code, read.Details.RetryAfterSeconds));
        Assert.Equal("NotFound", new V1Status { Code = 404 }.ToString());
    }

    [Fact]
    public void Metadata_helpers_bear_missing_metadata()
    {
        V1Pod pod = new();
        Assert.Null(pod.Name());
        Assert.Null(pod.GetLabel("a"));
        pod.SetLabel("a", "b");
        pod.SetAnnotation("c", "d");
        Assert.True(pod.AddFinalizer("f"));
        Assert.False(pod.AddFinalizer("f"));
        Assert.Equal(("b", "d", true), (pod.GetLabel("a"), pod.GetAnnotation("c"), pod.HasFinalizer("f")));
        pod.SetLabel("a", null);
        Assert.True(pod.RemoveFinalizer("f"));
        Assert.Empty(pod.Labels());

        V1Job job = new V1Job { Metadata = new() { Name = "j", Uid = "u" } }.Initialize();
        pod.AddOwnerReference(new V1OwnerReference { ApiVersion = "batch/v1", Kind = "Job", Name = "j", Uid = "u", Controller = true });
        Assert.Equal(("batch/v1", "Job"), (job.ApiVersion, job.Kind));
        Assert.True(pod.IsOwnedBy(job));
        Assert.Equal(("batch", "v1"), job.ApiGroupAndVersion());
        Assert.Equal("j", pod.GetController().Name);
    }

    [Fact]
    public void Big_lists_are_deserialised_without_a_copy_of_their_text()
    {
        string list = $$"""{"kind":"PodList","metadata":{},"items":[{{string.Join(',', Enumerable.Repeat(Pod, 2000))}}]}""";
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(list);
        KubernetesJson.Deserialize<V1PodList>(new MemoryStream(bytes));
        long before = GC.GetAllocatedBytesForCurrentThread();
        V1PodList pods = KubernetesJson.Deserialize<V1PodList>(new MemoryStream(bytes));
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(2000, pods.Items.Count);
        Assert.InRange(allocated / 2000, 0, 25_000);
    }
}
