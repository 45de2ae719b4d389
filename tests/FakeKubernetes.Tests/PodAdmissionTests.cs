using RL4VLM.FakeKubernetes.Json;

namespace RL4VLM.FakeKubernetes.Tests;

public sealed class PodAdmissionTests
{
    private const string Pods = "/api/v1/namespaces/strict/pods";
    private const string Good = """
        {"metadata":{"name":"a"},"spec":{"securityContext":{"runAsNonRoot":true,"seccompProfile":{"type":"RuntimeDefault"}},"volumes":[{"name":"v","emptyDir":{}}],
         "containers":[{"name":"main","image":"i","securityContext":{"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]}}}]}}
        """;

    [Fact]
    public async Task A_pod_gets_defaults()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        Answer pod = (await cluster.PostAsync(Bodies.Pods, Bodies.Pod("a"))).Expect(201);
        Assert.Equal("Pending", pod.Body.At("status", "phase").AsText());
        Assert.Equal("BestEffort", pod.Body.At("status", "qosClass").AsText());
        Assert.Equal(30, pod.Body.At("spec", "terminationGracePeriodSeconds").AsNumber());
        Assert.Equal("Always", pod.Body.Map("spec").Maps("containers").Single().Text("imagePullPolicy"));
        (await cluster.MergeAsync($"{Bodies.Pods}/a", """{"spec":{"restartPolicy":"Always"}}""")).Expect(422);
        Assert.Contains("no PriorityClass with name high was found", (await cluster.PostAsync(Bodies.Pods, Bodies.Pod("b", ""","priorityClassName":"high" """))).Expect(403).Message);
    }

    [Fact]
    public async Task The_restricted_profile_lets_a_careful_pod_in_and_names_what_is_wrong_with_another()
    {
        await using TestCluster cluster = await StartAsync("enforce");
        (await cluster.PostAsync(Pods, Good)).Expect(201);
        Answer refused = (await cluster.PostAsync(Pods, Bodies.Pod("b"))).Expect(403);
        Assert.Equal("pods \"b\" is forbidden: violates PodSecurity \"restricted:latest\": allowPrivilegeEscalation != false (container \"main\" must set securityContext.allowPrivilegeEscalation=false), "
            + "unrestricted capabilities (container \"main\" must set securityContext.capabilities.drop=[\"ALL\"]), runAsNonRoot != true (pod or container \"main\" must set securityContext.runAsNonRoot=true), "
            + "seccompProfile (pod or container \"main\" must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")", refused.Message);
    }

    [Theory]
    [InlineData("hostNetwork", "true", "host namespaces")]
    [InlineData("hostPID", "true", "host namespaces")]
    [InlineData("volumes", """[{"name":"v","hostPath":{"path":"/"}}]""", "restricted volume types")]
    [InlineData("securityContext.runAsUser", "0", "runAsUser=0")]
    [InlineData("securityContext.seccompProfile", """{"type":"Unconfined"}""", "seccompProfile")]
    [InlineData("securityContext.sysctls", """[{"name":"kernel.msgmax","value":"1"}]""", "forbidden sysctls")]
    [InlineData("containers.0.securityContext.privileged", "true", "privileged")]
    [InlineData("containers.0.securityContext.runAsNonRoot", "false", "runAsNonRoot")]
    [InlineData("containers.0.securityContext.runAsUser", "0", "runAsUser=0")]
    [InlineData("containers.0.securityContext.procMount", "\"Unmasked\"", "procMount")]
    [InlineData("containers.0.securityContext.capabilities.add", """["SYS_ADMIN"]""", "unrestricted capabilities")]
    [InlineData("containers.0.ports", """[{"containerPort":80,"hostPort":80}]""", "hostPort")]
    [InlineData("containers.0.livenessProbe", """{"httpGet":{"port":80,"host":"10.0.0.1"}}""", "probe or lifecycle host")]
    [InlineData("initContainers", """[{"name":"init","image":"i"}]""", "allowPrivilegeEscalation")]
    public async Task The_restricted_profile_refuses(string path, string value, string violation)
    {
        await using TestCluster cluster = await StartAsync("enforce");
        string body = Bodies.With(Good, map =>
        {
            System.Text.Json.Nodes.JsonNode at = map["spec"]!;
            string[] keys = path.Split('.');
            foreach (string key in keys[..^1]) at = int.TryParse(key, out int index) ? at[index]! : at[key]!;
            at[keys[^1]] = System.Text.Json.Nodes.JsonNode.Parse(value);
        });
        Assert.Contains(violation, (await cluster.PostAsync(Pods, body)).Expect(403).Message);
    }

    [Fact]
    public async Task A_job_is_only_warned_about()
    {
        await using TestCluster cluster = await StartAsync("warn");
        Answer job = (await cluster.PostAsync("/apis/batch/v1/namespaces/strict/jobs", Bodies.Job("a"))).Expect(201);
        Assert.Contains("would violate PodSecurity", job.Warnings.Single());
        (await cluster.PostAsync(Pods, Bodies.Pod("a"))).Expect(201);
    }

    [Fact]
    public async Task Evictions_mark_the_pod_and_respect_budgets()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        (await cluster.PostAsync(Bodies.Pods, Bodies.With(Bodies.Pod("a", ""","nodeName":"n" """), map => map["metadata"]!["labels"] = new System.Text.Json.Nodes.JsonObject { ["app"] = "x" }))).Expect(201);
        (await cluster.MergeAsync($"{Bodies.Pods}/a/status", """{"status":{"phase":"Running"}}""")).Expect(200);
        (await cluster.PostAsync("/apis/policy/v1/namespaces/default/poddisruptionbudgets", """{"metadata":{"name":"b"},"spec":{"minAvailable":1,"selector":{"matchLabels":{"app":"x"}}}}""")).Expect(201);
        const string eviction = """{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"a"}}""";
        Assert.Equal("TooManyRequests", (await cluster.PostAsync($"{Bodies.Pods}/a/eviction", eviction)).Expect(429).Reason);
        (await cluster.DeleteAsync("/apis/policy/v1/namespaces/default/poddisruptionbudgets/b")).Expect(200);
        (await cluster.PostAsync($"{Bodies.Pods}/a/eviction", eviction)).Expect(201);
        Answer pod = (await cluster.GetAsync($"{Bodies.Pods}/a")).Expect(200);
        Assert.NotNull(pod.Body.At("metadata", "deletionTimestamp"));
        Assert.Equal("EvictionByEvictionAPI", pod.Body.Map("status").Maps("conditions").Single(condition => condition.Text("type") == "DisruptionTarget").Text("reason"));
    }

    [Fact]
    public async Task Logs_come_from_whoever_runs_the_pods()
    {
        var options = new Http.ApiOptions { Logs = log => log.Previous ? null : $"{log.Pod} {log.Container}\nend\n" };
        await using TestCluster cluster = await TestCluster.StartAsync(api: options);
        (await cluster.PostAsync(Bodies.Pods, Bodies.Pod("a", ""","nodeName":"n" """))).Expect(201);
        Assert.Equal("a main\nend\n", (await cluster.GetAsync($"{Bodies.Pods}/a/log")).Expect(200).Text);
        Assert.Equal("end\n", (await cluster.GetAsync($"{Bodies.Pods}/a/log?tailLines=1")).Expect(200).Text);
        (await cluster.GetAsync($"{Bodies.Pods}/a/log?previous=true")).Expect(400);
        (await cluster.GetAsync($"{Bodies.Pods}/a/log?container=other")).Expect(400);
        (await cluster.MergeAsync($"{Bodies.Pods}/a/status", """{"status":{"phase":"Succeeded"}}""")).Expect(200);
        Assert.Equal("a main\nend\n", (await cluster.GetAsync($"{Bodies.Pods}/a/log?follow=true")).Expect(200).Text);
    }

    private static async Task<TestCluster> StartAsync(string mode)
    {
        TestCluster cluster = await TestCluster.StartAsync();
        (await cluster.PostAsync("/api/v1/namespaces", $$$"""{"metadata":{"name":"strict","labels":{"pod-security.kubernetes.io/{{{mode}}}":"restricted"} } }""")).Expect(201);
        return cluster;
    }
}
