using RL4VLM.Core.Manifest;

namespace RL4VLM.Operator.Reconciling;

/// <summary><c>metav1.Condition</c> lists.</summary>
internal static class Conditions
{
    private const int LongestMessage = 1024;

    public static bool IsTrue(RunStatus status, string type) => Find(status, type)?.Status == "True";

    public static RunCondition? Find(RunStatus status, string type) => status.Conditions?.FirstOrDefault(condition => condition.Type == type);

    /// <summary>Sets a condition; its time changes only with its status.</summary>
    public static RunStatus Set(RunStatus status, string type, bool holds, string reason, string message, long? generation, DateTimeOffset now)
    {
        RunCondition? before = Find(status, type);
        string value = holds ? "True" : "False";
        var condition = new RunCondition
        {
            Type = type,
            Status = value,
            Reason = reason,
            Message = message.Length <= LongestMessage ? message : message[..(LongestMessage - 1)] + "…",
            ObservedGeneration = generation,
            LastTransitionTime = before?.Status == value ? before.LastTransitionTime : now,
        };
        return status with { Conditions = [.. (status.Conditions ?? []).Select(old => old.Type == type ? condition : old), .. before is null ? [condition] : Array.Empty<RunCondition>()] };
    }
}
