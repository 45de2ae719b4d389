using k8s.Models;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;
using RL4VLM.Operator.Jobs;
using RL4VLM.Operator.Tests.Reconciling;

namespace RL4VLM.Operator.Tests.Jobs;

public sealed class StageJobTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("a123456789b123456789c123456789d123456789")]
    [InlineData("a123456789b123456789c12345678---------x9")]
    public void Names_are_labels_that_leave_room_for_an_index(string run)
    {
        StageRequest[] requests =
        [
            new(StageNames.Initialize), new(StageNames.Demonstrate), new(StageNames.Sft), new(StageNames.Collect, 9999, [0]), new(StageNames.Ppo, 9999), new(StageNames.Ppo, 9999, [0, 2]),
            new(StageNames.Evaluate, 9999, Task: "numberline"), new(StageNames.Evaluate, 9999, Task: "ezpoints"),
        ];
        string[] names = [.. requests.Select(request => JobNames.Of("team", run, request))];
        Assert.All(names, name => Assert.Matches("^[a-z]([-a-z0-9]{0,55}[a-z0-9])?$", name));
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.Equal(names, requests.Select(request => JobNames.Of("team", run, request)));
    }

    [Fact]
    public void Runs_that_share_a_beginning_or_a_name_in_another_namespace_share_no_job_name()
    {
        string a = new string('r', 39) + "a", b = new string('r', 39) + "b";
        var request = new StageRequest(StageNames.Demonstrate);
        Assert.Equal(3, new[] { JobNames.Of("x", a, request), JobNames.Of("x", b, request), JobNames.Of("y", a, request) }.Distinct().Count());
    }

    [Fact]
    public void Pods_pass_the_restricted_profile_and_mount_no_token()
    {
        V1PodSpec pod = Pod(new World());
        Assert.False(pod.AutomountServiceAccountToken);
        Assert.True(pod.SecurityContext.RunAsNonRoot);
        Assert.Equal(65532, pod.SecurityContext.RunAsUser);
        Assert.Equal("RuntimeDefault", pod.SecurityContext.SeccompProfile.Type);
        V1SecurityContext container = pod.Containers[0].SecurityContext;
        Assert.True(container.ReadOnlyRootFilesystem);
        Assert.False(container.AllowPrivilegeEscalation);
        Assert.Equal(["ALL"], container.Capabilities.Drop);
        Assert.Equal("Never", pod.RestartPolicy);
        Assert.Equal("FallbackToLogsOnError", pod.Containers[0].TerminationMessagePolicy);
    }

    [Fact]
    public void A_service_account_brings_its_token_and_workload_identity()
    {
        V1Job job = First(new World("storage: {azureBlob: {accountUrl: 'https://a'}}\nlearner: {podTemplate: {serviceAccountName: trainer}}"));
        Assert.Null(job.Spec.Template.Spec.AutomountServiceAccountToken);
        Assert.Equal("trainer", job.Spec.Template.Spec.ServiceAccountName);
        Assert.Equal("true", job.Spec.Template.Metadata.Labels[Labels.WorkloadIdentity]);
        Assert.DoesNotContain(job.Spec.Template.Spec.Containers[0].Env, variable => variable.Name == "RL4VLM_AZURE_CONNECTION_STRING");
    }

    [Fact]
    public void Credentials_are_referred_to_and_never_copied()
    {
        V1EnvVar variable = Pod(new World()).Containers[0].Env.Single(variable => variable.Name == "RL4VLM_AZURE_CONNECTION_STRING");
        Assert.Null(variable.Value);
        Assert.Equal(("store", "connection"), (variable.ValueFrom.SecretKeyRef.Name, variable.ValueFrom.SecretKeyRef.Key));
    }

    [Fact]
    public void A_shared_directory_is_mounted_and_named()
    {
        V1PodSpec pod = Pod(new World("storage: {directory: {path: runs, volumeClaim: {name: shared}}, cache: {hostPath: /var/models}}"));
        Assert.Equal("/runs", pod.Containers[0].VolumeMounts.Single(mount => mount.Name == "rl4vlm-artifacts").MountPath);
        Assert.Equal("shared", pod.Volumes.Single(volume => volume.Name == "rl4vlm-artifacts").PersistentVolumeClaim.ClaimName);
        Assert.Equal(["--directory", "/runs"], pod.Containers[0].Args.SkipWhile(argument => argument != "--directory"));
        Assert.Equal("/var/models", pod.Volumes.Single(volume => volume.Name == "rl4vlm-cache").HostPath.Path);
    }

    [Fact]
    public void A_pod_template_is_carried_over_whole()
    {
        V1Job job = First(new World("""
            learner: {resources: {limits: {memory: 8Gi, amd.com/gpu: 2}, requests: {cpu: 500m}}, podTemplate: {labels: {team: a, rl4vlm.io/run: other}, annotations: {b: c}, nodeSelector: {pool: gpu}, tolerations: [{key: gpu, operator: Exists, effect: NoSchedule}], priorityClassName: high, runtimeClassName: nvidia, imagePullSecrets: [{name: pull}], volumes: [{name: shm, emptyDir: {medium: Memory, sizeLimit: 2Gi}}], volumeMounts: [{name: shm, mountPath: /dev/shm}], env: [{name: A, value: b}, {name: C, valueFrom: {secretKeyRef: {name: s, key: k, optional: true}}}], affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: gpu, operator: In, values: [h100]}]}]}}, podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 5, podAffinityTerm: {topologyKey: zone, labelSelector: {matchLabels: {tier: other}}}}]}}}}
            failurePolicy: {stageTimeoutSeconds: 77}
            """));
        V1PodTemplateSpec template = job.Spec.Template;
        V1PodSpec pod = template.Spec;
        Assert.Equal(("a", "numberline", "c"), (template.Metadata.Labels["team"], template.Metadata.Labels[Labels.Run], template.Metadata.Annotations["b"]));
        Assert.Equal("gpu", pod.NodeSelector["pool"]);
        Assert.Equal(("gpu", "Exists", "NoSchedule"), (pod.Tolerations[0].Key, pod.Tolerations[0].OperatorProperty, pod.Tolerations[0].Effect));
        Assert.Equal(("high", "nvidia", "pull", 77), (pod.PriorityClassName, pod.RuntimeClassName, pod.ImagePullSecrets[0].Name, pod.ActiveDeadlineSeconds));
        V1Volume shm = pod.Volumes.Single(volume => volume.Name == "shm");
        Assert.Equal(("Memory", "2Gi"), (shm.EmptyDir.Medium, shm.EmptyDir.SizeLimit.ToString()));
        Assert.Contains(pod.Containers[0].VolumeMounts, mount => mount.MountPath == "/dev/shm");
        Assert.Equal("b", pod.Containers[0].Env.Single(variable => variable.Name == "A").Value);
        Assert.True(pod.Containers[0].Env.Single(variable => variable.Name == "C").ValueFrom.SecretKeyRef.Optional);
        Assert.Equal("2", pod.Containers[0].Resources.Limits["amd.com/gpu"].ToString());
        Assert.Equal("500m", pod.Containers[0].Resources.Requests["cpu"].ToString());
        Assert.Equal("h100", pod.Affinity.NodeAffinity.RequiredDuringSchedulingIgnoredDuringExecution.NodeSelectorTerms[0].MatchExpressions[0].Values[0]);
        Assert.Equal("zone", pod.Affinity.PodAntiAffinity.PreferredDuringSchedulingIgnoredDuringExecution[0].PodAffinityTerm.TopologyKey);
    }

    [Fact]
    public void An_environment_that_comes_as_an_image_runs_beside_the_stages_that_play()
    {
        var world = new World("tasks: [{name: maze, remote: {image: maze:3, port: 8000}}]");
        Assert.Null(Pod(world).InitContainers);
        world.Complete(world.Job("initialize"));
        world.Settle();
        V1Container server = Assert.Single(world.Job("demonstrate").Spec.Template.Spec.InitContainers);
        Assert.Equal(("environment-maze", "maze:3", "Always", 8000), (server.Name, server.Image, server.RestartPolicy, server.Ports[0].ContainerPort));
        Assert.True(server.SecurityContext.ReadOnlyRootFilesystem);
    }

    [Fact]
    public void Each_stage_is_told_what_it_is_a_function_of()
    {
        var world = new World("ppo: {iterations: 1}\nrollout: {workers: 2, environments: 4}");
        var arguments = new Dictionary<string, string>();
        world.Play(() =>
        {
            foreach (V1Job job in world.Jobs) arguments[job.Metadata.Name] = string.Join(' ', job.Spec.Template.Spec.Containers[0].Args);
            return false;
        });
        Assert.Equal(
            [
                "collect --manifest /etc/rl4vlm/manifest.json --iteration 1", "demonstrate --manifest /etc/rl4vlm/manifest.json",
                "evaluate --manifest /etc/rl4vlm/manifest.json --iteration 0 --task numberline", "evaluate --manifest /etc/rl4vlm/manifest.json --iteration 1 --task numberline",
                "initialize --manifest /etc/rl4vlm/manifest.json", "ppo --manifest /etc/rl4vlm/manifest.json --iteration 1", "sft --manifest /etc/rl4vlm/manifest.json",
            ],
            arguments.Values.Order());
    }

    private static V1Job First(World world)
    {
        world.Settle();
        return Assert.Single(world.Jobs);
    }

    private static V1PodSpec Pod(World world) => First(world).Spec.Template.Spec;
}
