using RL4VLM.FakeKubernetes.Json;

namespace RL4VLM.FakeKubernetes.Tests;

public sealed class JobAdmissionTests
{
    private const string Policy = """
        "podFailurePolicy":{"rules":[{"action":"FailJob","onExitCodes":{"containerName":"main","operator":"In","values":[65,70,78]}},{"action":"Ignore","onPodConditions":[{"type":"DisruptionTarget"}]}]},
        """;

    [Fact]
    public async Task A_job_gets_defaults_labels_and_a_selector()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        Answer job = (await cluster.PostAsync(Bodies.Jobs, Bodies.Job("a"))).Expect(201);
        var spec = job.Body.Map("spec")!;
        string uid = job.Body.At("metadata", "uid").AsText()!;
        Assert.Equal((1, 1, 6), (spec.Number("completions"), spec.Number("parallelism"), spec.Number("backoffLimit")));
        Assert.Equal(("NonIndexed", "TerminatingOrFailed"), (spec.Text("completionMode"), spec.Text("podReplacementPolicy")));
        Assert.Equal(uid, spec.At("selector", "matchLabels", "batch.kubernetes.io/controller-uid").AsText());
        var labels = spec.At("template", "metadata", "labels");
        Assert.Equal((uid, uid, "a", "a"), (labels.Text("controller-uid"), labels.Text("batch.kubernetes.io/controller-uid"), labels.Text("job-name"), labels.Text("batch.kubernetes.io/job-name")));
        Assert.Equal("/dev/termination-log", spec.At("template", "spec").Maps("containers").Single().Text("terminationMessagePath"));
        Assert.Equal(1, job.Body.At("metadata", "generation").AsNumber());
    }

    [Fact]
    public async Task A_failure_policy_replaces_pods_when_they_have_failed()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        Answer job = (await cluster.PostAsync(Bodies.Jobs, Bodies.Job("a", Policy))).Expect(201);
        Assert.Equal("Failed", job.Body.At("spec", "podReplacementPolicy").AsText());
        Assert.Equal("True", job.Body.At("spec", "podFailurePolicy").Maps("rules").Last().Maps("onPodConditions").Single().Text("status"));
        (await cluster.PostAsync(Bodies.Jobs, Bodies.Job("b", Policy + """ "podReplacementPolicy":"TerminatingOrFailed", """))).Expect(422);
    }

    [Theory]
    [InlineData(61, 10, 201)]
    [InlineData(61, 11, 422)]
    [InlineData(60, 100, 201)]
    [InlineData(62, 1, 422)]
    public async Task An_indexed_jobs_name_and_last_index_fit_in_a_label(int length, int completions, int code)
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        Answer answer = await cluster.PostAsync(Bodies.Jobs, Bodies.Job(new string('a', length), $"\"completionMode\":\"Indexed\",\"completions\":{completions},"));
        answer.Expect(code);
        if (code == 422) Assert.Contains("will not able to create pod with invalid DNS label", answer.Message);
    }

    [Fact]
    public async Task A_jobs_name_must_fit_in_a_label()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        (await cluster.PostAsync(Bodies.Jobs, Bodies.Job(new string('a', 63)))).Expect(201);
        Assert.Contains("spec.template.labels FieldValueInvalid", (await cluster.PostAsync(Bodies.Jobs, Bodies.Job(new string('a', 64)))).Expect(422).Causes);
    }

    public static TheoryData<string, string, string, string> Wrong => new()
    {
        // spec, pod, container, field and reason
        { """ "backoffLimit":-1, """, "", "", "spec.backoffLimit FieldValueInvalid" },
        { """ "completionMode":"Indexed", """, "", "", "" },
        { """ "parallelism":2,"completionMode":"Indexed", """, "", "", "spec.completions FieldValueRequired" },
        { """ "backoffLimitPerIndex":1, """, "", "", "spec.backoffLimitPerIndex FieldValueInvalid" },
        { """ "maxFailedIndexes":1, """, "", "", "spec.backoffLimitPerIndex FieldValueRequired" },
        { """ "selector":{"matchLabels":{"a":"b"}}, """, "", "", "spec.selector FieldValueInvalid" },
        { """ "managedBy":"nobody", """, "", "", "spec.managedBy FieldValueInvalid" },
        { """ "podFailurePolicy":{"rules":[{"action":"FailIndex","onExitCodes":{"operator":"In","values":[1]}}]}, """, "", "", "spec.podFailurePolicy.rules[0].action FieldValueInvalid" },
        { """ "podFailurePolicy":{"rules":[{"action":"FailJob","onExitCodes":{"operator":"In","values":[2,1]}}]}, """, "", "", "spec.podFailurePolicy.rules[0].onExitCodes.values FieldValueInvalid" },
        { """ "podFailurePolicy":{"rules":[{"action":"FailJob","onExitCodes":{"operator":"In","values":[1,1]}}]}, """, "", "", "spec.podFailurePolicy.rules[0].onExitCodes.values[1] FieldValueDuplicate" },
        { """ "podFailurePolicy":{"rules":[{"action":"FailJob","onExitCodes":{"operator":"In","values":[0]}}]}, """, "", "", "spec.podFailurePolicy.rules[0].onExitCodes.values[0] FieldValueInvalid" },
        { """ "podFailurePolicy":{"rules":[{"action":"FailJob","onExitCodes":{"operator":"In","values":[]}}]}, """, "", "", "spec.podFailurePolicy.rules[0].onExitCodes.values FieldValueInvalid" },
        { """ "podFailurePolicy":{"rules":[{"action":"FailJob","onExitCodes":{"containerName":"other","operator":"In","values":[1]}}]}, """, "", "", "spec.podFailurePolicy.rules[0].onExitCodes.containerName FieldValueInvalid" },
        { """ "podFailurePolicy":{"rules":[{"action":"FailJob"}]}, """, "", "", "spec.podFailurePolicy.rules[0] FieldValueInvalid" },
        { """ "podFailurePolicy":{"rules":[{"action":"Explode","onExitCodes":{"operator":"In","values":[1]}}]}, """, "", "", "spec.podFailurePolicy.rules[0].action FieldValueNotSupported" },
        { "", "", """ "volumeMounts":[{"name":"none","mountPath":"/x"}], """, "spec.template.spec.containers[0].volumeMounts[0].name FieldValueNotFound" },
        { "", """ "volumes":[{"name":"v","emptyDir":{}},{"name":"v","emptyDir":{}}], """, "", "spec.template.spec.volumes[1].name FieldValueDuplicate" },
        { "", """ "volumes":[{"name":"v","emptyDir":{},"hostPath":{"path":"/"}}], """, "", "spec.template.spec.volumes[0].hostPath FieldValueForbidden" },
        { "", "", """ "env":[{"name":"a=b","value":"1"}], """, "spec.template.spec.containers[0].env[0].name FieldValueInvalid" },
        { "", "", """ "env":[{"name":"a","value":"1","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}}], """, "spec.template.spec.containers[0].env[0].valueFrom FieldValueInvalid" },
        { "", "", """ "resources":{"requests":{"cpu":"2"},"limits":{"cpu":"500m"}}, """, "spec.template.spec.containers[0].resources.requests FieldValueInvalid" },
        { "", "", """ "resources":{"requests":{"nvidia.com/gpu":"1"}}, """, "spec.template.spec.containers[0].resources.limits FieldValueRequired" },
        { "", """ "initContainers":[{"name":"main","image":"i"}], """, "", "spec.template.spec.containers[0].name FieldValueDuplicate" },
        { "", """ "initContainers":[{"name":"x","image":"i","restartPolicy":"Never"}], """, "", "spec.template.spec.initContainers[0].restartPolicy FieldValueNotSupported" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Wrong_jobs_are_refused_at_the_field(string spec, string pod, string container, string cause)
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        Answer answer = await cluster.PostAsync(Bodies.Jobs, Bodies.Job("a", spec, pod, container));
        if (cause.Length == 0)
        {
            answer.Expect(201);
            return;
        }

        Assert.Contains(cause, answer.Expect(422).Causes);
        Assert.StartsWith("Job.batch \"a\" is invalid: ", answer.Message);
    }

    [Theory]
    [InlineData("OnFailure", "", 201)]
    [InlineData("OnFailure", Policy, 422)]
    [InlineData("Always", "", 422)]
    [InlineData("OnFailure", """ "completionMode":"Indexed","completions":2,"backoffLimitPerIndex":1, """, 422)]
    public async Task Restart_policies_of_jobs(string restart, string spec, int code)
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        (await cluster.PostAsync(Bodies.Jobs, Bodies.Job("a", spec).Replace("\"Never\"", $"\"{restart}\""))).Expect(code);
    }

    [Fact]
    public async Task Too_many_rules_are_refused()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        string Rules(int count) => $$""" "podFailurePolicy":{"rules":[{{string.Join(',', Enumerable.Repeat("""{"action":"Ignore","onPodConditions":[{"type":"DisruptionTarget"}]}""", count))}}]}, """;
        (await cluster.PostAsync(Bodies.Jobs, Bodies.Job("a", Rules(20)))).Expect(201);
        Assert.Contains("spec.podFailurePolicy.rules FieldValueTooMany", (await cluster.PostAsync(Bodies.Jobs, Bodies.Job("b", Rules(21)))).Expect(422).Causes);
    }

    [Fact]
    public async Task Most_of_a_job_is_immutable()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        (await cluster.PostAsync(Bodies.Jobs, Bodies.Job("a", Policy))).Expect(201);
        async Task<Answer> Patch(string body) => await cluster.MergeAsync($"{Bodies.Jobs}/a", body);
        Assert.Equal(["spec.completions FieldValueInvalid"], (await Patch("""{"spec":{"completions":2}}""")).Expect(422).Causes);
        Assert.Equal(["spec.template FieldValueInvalid"], (await Patch("""{"spec":{"template":{"spec":{"priorityClassName":"x"}}}}""")).Expect(422).Causes);
        (await Patch("""{"spec":{"selector":null}}""")).Expect(422);
        (await Patch("""{"spec":{"podFailurePolicy":null}}""")).Expect(422);
        (await Patch("""{"spec":{"completionMode":"Indexed"}}""")).Expect(422);
        Answer changed = (await Patch("""{"spec":{"suspend":true,"parallelism":0,"backoffLimit":2,"activeDeadlineSeconds":5}}""")).Expect(200);
        Assert.Equal(2, changed.Body.At("metadata", "generation").AsNumber());
        (await Patch("""{"spec":{"template":{"spec":{"nodeSelector":{"a":"b"}}}}}""")).Expect(200);
        (await Patch("""{"spec":{"template":{"spec":{"hostNetwork":true}}}}""")).Expect(422);
    }

    [Fact]
    public async Task A_finished_job_stays_finished()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        (await cluster.PostAsync(Bodies.Jobs, Bodies.Job("a"))).Expect(201);
        (await cluster.MergeAsync($"{Bodies.Jobs}/a/status", """{"status":{"conditions":[{"type":"Failed","status":"True"}]}}""")).Expect(200);
        (await cluster.MergeAsync($"{Bodies.Jobs}/a/status", """{"status":{"conditions":[]}}""")).Expect(422);
    }

    [Fact]
    public async Task Unknown_fields_are_dropped_with_a_warning_or_refused()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        string body = Bodies.Job("a", """ "retries":3, """, container: """ "imagePull":"x", """);
        Answer warned = (await cluster.PostAsync(Bodies.Jobs, body)).Expect(201);
        Assert.Null(warned.Body.At("spec", "retries"));
        Assert.Equal(2, warned.Warnings.Length);
        Answer strict = (await cluster.PostAsync(Bodies.Jobs + "?fieldValidation=Strict", body)).Expect(400);
        Assert.Equal("Job in version \"v1\" cannot be handled as a Job: strict decoding error: unknown field \"spec.retries\", unknown field \"spec.template.spec.containers[0].imagePull\"", strict.Message);
    }

    [Theory]
    [InlineData(""" "parallelism":"1", """, "")]
    [InlineData("", """ "resources":{"limits":{"cpu":"much"}}, """)]
    [InlineData("", """ "command":"run", """)]
    public async Task Wrong_types_are_bad_requests(string spec, string container)
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        Assert.StartsWith("Job in version \"v1\" cannot be handled as a Job: json: cannot unmarshal", (await cluster.PostAsync(Bodies.Jobs, Bodies.Job("a", spec, container: container))).Expect(400).Message);
    }
}
