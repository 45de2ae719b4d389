using System.Text.Json.Nodes;

namespace RL4VLM.FakeKubernetes.Controllers.Jobs;

internal enum FailureAction { None, Ignore, FailIndex, Count, FailJob }

/// <param name="Action">Of the first rule that matched.</param>
/// <param name="Message">Of FailJob.</param>
internal readonly record struct FailureMatch(FailureAction Action, string? Message = null)
{
    public bool Counts => Action != FailureAction.Ignore;
}

/// <summary>A Job's podFailurePolicy: the rules in order, the first that matches decides.</summary>
internal static class PodFailurePolicy
{
    public static FailureMatch Match(JsonObject? policy, JsonObject pod)
    {
        int position = 0;
        foreach (JsonObject rule in policy.Items("rules"))
        {
            FailureAction action = Enum.Parse<FailureAction>(rule.Text("action")!);
            if (rule["onExitCodes"] is JsonObject codes)
            {
                if (Terminated(pod, codes) is { } container)
                {
                    return new(action, $"Container {container.Text("name")} for pod {pod.Namespace()}/{pod.Name()} failed with exit code "
                        + $"{container.Number("state", "terminated", "exitCode")} matching {action} rule at index {position}");
                }
            }
            else if (Condition(pod, rule) is { } condition)
            {
                return new(action, $"Pod {pod.Namespace()}/{pod.Name()} has condition {condition} matching {action} rule at index {position}");
            }

            position++;
        }

        return new(FailureAction.None);
    }

    private static JsonObject? Terminated(JsonObject pod, JsonObject codes)
    {
        string? name = codes.Text("containerName");
        bool inside = codes.Text("operator") == "In";
        HashSet<long> values = [.. codes.At("values")!.AsArray().Select(value => value!.GetValue<int>())];
        return pod.Items("status", "containerStatuses").Concat(pod.Items("status", "initContainerStatuses")).FirstOrDefault(status =>
            status.Number("state", "terminated", "exitCode") is { } code and not 0
            && (name is null || name == status.Text("name")) && values.Contains(code) == inside);
    }

    private static string? Condition(JsonObject pod, JsonObject rule) => pod.Items("status", "conditions").FirstOrDefault(condition =>
        rule.Items("onPodConditions").Any(pattern =>
            pattern.Text("type") == condition.Text("type") && (pattern.Text("status") ?? "True") == condition.Text("status")))?.Text("type");
}
