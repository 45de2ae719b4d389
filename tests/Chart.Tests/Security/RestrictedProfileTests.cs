using System.Text.Json.Nodes;
using RL4VLM.Chart.Tests.Rendering;

namespace RL4VLM.Chart.Tests.Security;

public sealed class RestrictedProfileTests
{
    private const string Good = """
        securityContext: {runAsNonRoot: true, runAsUser: 1000, seccompProfile: {type: RuntimeDefault}}
        volumes: [{name: tmp, emptyDir: {}}]
        containers:
          - name: one
            securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
        """;

    public static TheoryData<string> Names => [.. ValueSet.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_operators_pods_pass(string name)
    {
        ValueSet set = ValueSet.Named(name);
        Assert.Empty(RestrictedProfile.Violations(Containers.PodOf(set), set.Single("Deployment").Json["spec"]!["template"]!["metadata"]!["annotations"]?.AsObject()));
        Assert.True(Containers.Of(set)["securityContext"]!["readOnlyRootFilesystem"]!.GetValue<bool>());
        Assert.Equal(65532, Containers.PodOf(set)["securityContext"]!["runAsUser"]!.GetValue<long>());
    }

    [Fact]
    public void The_check_passes_a_good_pod() => Assert.Empty(RestrictedProfile.Violations(Yaml.Read(Good)));

    [Theory]
    [InlineData("hostNetwork", "true")]
    [InlineData("hostPID", "true")]
    [InlineData("hostIPC", "true")]
    [InlineData("volumes", "[{name: node, hostPath: {path: /}}]")]
    [InlineData("securityContext.sysctls", "[{name: kernel.msgmax, value: '1'}]")]
    [InlineData("securityContext.windowsOptions", "{hostProcess: true}")]
    [InlineData("securityContext.seLinuxOptions", "{type: spc_t}")]
    [InlineData("securityContext.seLinuxOptions", "{user: system_u}")]
    [InlineData("securityContext.appArmorProfile", "{type: Unconfined}")]
    [InlineData("securityContext.seccompProfile", "{type: Unconfined}")]
    [InlineData("securityContext.seccompProfile", "null")]
    [InlineData("securityContext.runAsNonRoot", "null")]
    [InlineData("securityContext.runAsUser", "0")]
    [InlineData("containers.0.securityContext.privileged", "true")]
    [InlineData("containers.0.securityContext.runAsUser", "0")]
    [InlineData("containers.0.securityContext.runAsNonRoot", "false")]
    [InlineData("containers.0.securityContext.procMount", "Unmasked")]
    [InlineData("containers.0.securityContext.seccompProfile", "{type: Unconfined}")]
    [InlineData("containers.0.securityContext.allowPrivilegeEscalation", "true")]
    [InlineData("containers.0.securityContext.allowPrivilegeEscalation", "null")]
    [InlineData("containers.0.securityContext.capabilities", "null")]
    [InlineData("containers.0.securityContext.capabilities", "{drop: [ALL], add: [SYS_ADMIN]}")]
    [InlineData("containers.0.ports", "[{containerPort: 80, hostPort: 80}]")]
    [InlineData("containers.0.livenessProbe", "{httpGet: {port: 80, host: example.com}}")]
    [InlineData("containers.0.lifecycle", "{preStop: {tcpSocket: {port: 80, host: example.com}}}")]
    [InlineData("initContainers", "[{name: two}]")]
    public void The_check_refuses_what_the_profile_forbids(string field, string value)
    {
        JsonObject pod = Yaml.Read(Good);
        JsonNode parent = pod;
        string[] path = field.Split('.');
        foreach (string step in path[..^1]) parent = int.TryParse(step, out int index) ? parent[index]! : parent[step]!;
        parent.AsObject()[path[^1]] = Yaml.Read($"value: {value}")["value"]?.DeepClone();
        Assert.NotEmpty(RestrictedProfile.Violations(pod));
    }
}
