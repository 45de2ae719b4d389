using System.Text.Json.Nodes;
using NJsonSchema;
using NJsonSchema.Validation;
using RL4VLM.Chart.Tests.Rendering;

namespace RL4VLM.Chart.Tests.Schema;

public sealed class ValuesSchemaTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Repository.Chart, "values.schema.json"));
    private static readonly JsonSchema Schema = JsonSchema.FromJsonAsync(Text).GetAwaiter().GetResult();

    public static TheoryData<string> Names => [.. ValueSet.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_checked_in_value_sets_are_good(string name) => Assert.Empty(Schema.Validate(ChartValues.With(File.ReadAllText(Path.Combine(Repository.Tests, "Values", $"{name}.yaml"))).ToJsonString()));

    [Theory]
    [InlineData("{}")]
    [InlineData("global: {imageRegistry: example.com}")]
    [InlineData("watchNamespaces: [team-a, '7']")]
    [InlineData("image: {registry: 'localhost:5000', pullPolicy: Never}")]
    [InlineData("image: {registry: 123456789012.dkr.ecr.example.com/team/, pullSecrets: [{name: one}, {name: two}]}")]
    [InlineData("operator: {image: {repository: team/project/rl4vlm-operator, tag: v1.2.3_rc.1}}")]
    [InlineData("operator: {image: {digest: 'sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'}}")]
    [InlineData("operator: {replicas: 0}")]
    [InlineData("operator: {resources: {limits: {cpu: 2, memory: 1.5Gi, example.com/thing: '1'}, requests: {cpu: 0.5}}}")]
    [InlineData("operator: {tolerations: [{operator: Exists}, {key: a, value: b, effect: NoExecute, tolerationSeconds: 60}]}")]
    [InlineData("operator: {extraEnv: [{name: OTEL_SERVICE_NAME, value: rl4vlm}, {name: TOKEN, valueFrom: {secretKeyRef: {name: a, key: b}}}]}")]
    [InlineData("operator: {priorityClassName: system-cluster-critical, terminationGracePeriodSeconds: 60}")]
    [InlineData("stages: {runAsUser: 1000650000, networkPolicy: {enabled: true, ports: [], namespaces: [team-a]}}")]
    [InlineData("podDisruptionBudget: {maxUnavailable: 50%}")]
    [InlineData("networkPolicy: {apiServerCidrs: [10.0.0.1/32, 'fd00::1/128'], metricsFrom: [{ipBlock: {cidr: 10.0.0.0/8}}]}")]
    [InlineData("metrics: {serviceMonitor: {enabled: true, interval: 1m30s, scrapeTimeout: 500ms}}")]
    [InlineData("serviceAccount: {create: false, name: operator.team-a}")]
    [InlineData("telemetry: {endpoint: 'https://otlp.example.com/tenant', protocol: http/protobuf, sampler: traceidratio, samplerArgument: '0.25', headersSecret: {name: collector}}")]
    [InlineData("telemetry: {endpoint: 'http://[fd00::1]:4317', resourceAttributes: {deployment.environment.name: production}, peers: [{podSelector: {}}]}")]
    [InlineData("dashboards: {label: example.com/dashboard, labelValue: 'yes', folderAnnotation: k8s-sidecar-target-directory, folder: Deep Learning}")]
    [InlineData("alerts: {enabled: true, labels: {release: prometheus}}")]
    public void Good_values(string yaml) => Assert.Empty(Schema.Validate(ChartValues.With(yaml).ToJsonString()));

    [Theory]
    [InlineData("replicas: 3", "replicas")]
    [InlineData("nameOverride: Upper", "nameOverride")]
    [InlineData("commonLabels: {team: 7}", "commonLabels.team")]
    [InlineData("commonLabels: {team: not a label}", "commonLabels.team")]
    [InlineData("watchNamespaces: team-a", "watchNamespaces")]
    [InlineData("watchNamespaces: ['*']", "watchNamespaces[0]")]
    [InlineData("watchNamespaces: [a, a]", "watchNamespaces")]
    [InlineData("image: {registry: 'https://registry.example.com'}", "image.registry")]
    [InlineData("image: {pullPolicy: Sometimes}", "image.pullPolicy")]
    [InlineData("image: {pullSecrets: [registry]}", "image.pullSecrets[0]")]
    [InlineData("crds: {install: 'yes'}", "crds.install")]
    [InlineData("crds: {enabled: true}", "crds.enabled")]
    [InlineData("operator: {replicas: -1}", "operator.replicas")]
    [InlineData("operator: {replicas: '2'}", "operator.replicas")]
    [InlineData("operator: {image: 'rl4vlm/operator:1'}", "operator.image")]
    [InlineData("operator: {image: {repository: 'rl4vlm/operator:1'}}", "operator.image.repository")]
    [InlineData("operator: {image: {tag: 1.5}}", "operator.image.tag")]
    [InlineData("operator: {image: {digest: 'sha256:abc'}}", "operator.image.digest")]
    [InlineData("operator: {workers: 0}", "operator.workers")]
    [InlineData("operator: {resources: {limits: {memory: 512MB}}}", "operator.resources.limits.memory")]
    [InlineData("operator: {resources: {limit: {memory: 1Gi}}}", "operator.resources.limit")]
    [InlineData("operator: {extraEnv: {OTEL_SERVICE_NAME: rl4vlm}}", "operator.extraEnv")]
    [InlineData("operator: {extraEnv: [{name: RL4VLM_PORT, value: '1'}]}", "operator.extraEnv[0].name")]
    [InlineData("operator: {extraEnv: [{name: A, value: 1}]}", "operator.extraEnv[0].value")]
    [InlineData("operator: {extraEnv: [{name: OTEL_RESOURCE_ATTRIBUTES, value: a=b}]}", "operator.extraEnv[0].name")]
    [InlineData("operator: {extraEnv: [{name: OTEL_EXPORTER_OTLP_ENDPOINT, value: 'http://a:4317'}]}", "operator.extraEnv[0].name")]
    [InlineData("operator: {leaseSeconds: 1}", "operator.leaseSeconds")]
    [InlineData("operator: {tolerations: [{effect: Never}]}", "operator.tolerations[0].effect")]
    [InlineData("operator: {affinity: {podAffinities: {}}}", "operator.affinity.podAffinities")]
    [InlineData("operator: {podAnnotations: {a: true}}", "operator.podAnnotations.a")]
    [InlineData("operator: {topologySpreadConstraints: [{maxSkew: 1}]}", "operator.topologySpreadConstraints[0].topologyKey")]
    [InlineData("stages: {runAsUser: 0}", "stages.runAsUser")]
    [InlineData("stages: {trainer: {repository: a}}", "stages.trainer")]
    [InlineData("stages: {networkPolicy: {ports: [https]}}", "stages.networkPolicy.ports[0]")]
    [InlineData("serviceAccount: {annotations: [a]}", "serviceAccount.annotations")]
    [InlineData("podDisruptionBudget: {maxUnavailable: half}", "podDisruptionBudget.maxUnavailable")]
    [InlineData("networkPolicy: {apiServerPorts: []}", "networkPolicy.apiServerPorts")]
    [InlineData("networkPolicy: {apiServerCidrs: [10.0.0.1]}", "networkPolicy.apiServerCidrs[0]")]
    [InlineData("networkPolicy: {metricsFrom: [{}]}", "networkPolicy.metricsFrom[0]")]
    [InlineData("telemetry: {endpoint: 'collector:4317'}", "telemetry.endpoint")]
    [InlineData("telemetry: {protocol: http/json}", "telemetry.protocol")]
    [InlineData("telemetry: {sampler: some}", "telemetry.sampler")]
    [InlineData("telemetry: {samplerArgument: 0.5}", "telemetry.samplerArgument")]
    [InlineData("telemetry: {resourceAttributes: {team: 'a,b=c'}}", "telemetry.resourceAttributes.team")]
    [InlineData("telemetry: {headers: a=b}", "telemetry.headers")]
    [InlineData("dashboards: {label: not a label}", "dashboards.label")]
    [InlineData("alerts: {enabled: 'yes'}", "alerts.enabled")]
    [InlineData("metrics: {service: {port: 70000}}", "metrics.service.port")]
    [InlineData("metrics: {serviceMonitor: {interval: 30}}", "metrics.serviceMonitor.interval")]
    public void Bad_values_are_found_where_they_stand(string yaml, string path) =>
        Assert.Contains(Paths(Schema.Validate(ChartValues.With(yaml).ToJsonString())), found => found == $"#/{path}");

    [Fact]
    public void Every_value_has_a_schema_and_every_property_a_value()
    {
        string[] values = [.. ChartValues.Leaves(ChartValues.Defaults)];
        JsonObject root = JsonNode.Parse(Text)!.AsObject();
        string[] properties = [.. Properties(root, root)];
        Assert.All(values, value => Assert.Contains(properties, property => property == value || property.StartsWith($"{value}.", StringComparison.Ordinal)));
        Assert.All(properties, property => Assert.True(property == "global" || values.Any(value => property == value || property.StartsWith($"{value}.", StringComparison.Ordinal)), $"values.yaml lacks {property}"));
    }

    [Fact]
    public void Every_object_of_ours_is_closed()
    {
        foreach (JsonObject node in Objects(JsonNode.Parse(Text)!).Where(node => node["properties"] is JsonObject))
        {
            // Kubernetes' own objects are left to the API server; what names properties is ours.
            Assert.False(node["additionalProperties"]!.GetValue<bool>(), node.ToJsonString());
        }
    }

    // An error inside a list lies below one about its item.
    private static IEnumerable<string?> Paths(IEnumerable<ValidationError> errors) =>
        errors.SelectMany(error => error is ChildSchemaValidationError item ? Paths(item.Errors.SelectMany(one => one.Value)).Append(error.Path) : [error.Path]);

    private static IEnumerable<string> Properties(JsonObject root, JsonObject schema, string prefix = "")
    {
        if (schema["$ref"]?.GetValue<string>() is { } reference) schema = root["definitions"]![reference.Split('/')[^1]]!.AsObject();
        return schema["properties"] is not JsonObject properties ? [prefix.TrimEnd('.')]
            : properties.SelectMany(property => Properties(root, property.Value!.AsObject(), $"{prefix}{property.Key}."));
    }

    private static IEnumerable<JsonObject> Objects(JsonNode node) => node switch
    {
        JsonObject map => map.SelectMany(field => field.Value is null || field.Key is "not" ? [] : Objects(field.Value)).Prepend(map),
        JsonArray list => list.SelectMany(item => item is null ? [] : Objects(item)),
        _ => [],
    };
}
