using System.Text.Json.Nodes;

namespace RL4VLM.Chart.Tests.Rendering;

/// <summary>The operator's pod in a rendered chart.</summary>
internal static class Containers
{
    public static JsonObject PodOf(ValueSet set) => set.Single("Deployment").Json["spec"]!["template"]!["spec"]!.AsObject();

    public static JsonObject Of(ValueSet set) => Assert.Single(PodOf(set)["containers"]!.AsArray())!.AsObject();

    /// <summary>Plain values as they are, others as the field path or JSON they come from.</summary>
    public static Dictionary<string, string> EnvironmentOf(ValueSet set) => Of(set)["env"]!.AsArray().ToDictionary(
        variable => variable!["name"]!.GetValue<string>(),
        variable => variable!["value"]?.GetValue<string>() ?? variable["valueFrom"]!["fieldRef"]?["fieldPath"]!.GetValue<string>() ?? variable["valueFrom"]!.ToJsonString());
}
