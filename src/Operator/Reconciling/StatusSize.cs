using System.Text;
using System.Text.Json;
using RL4VLM.Core.Manifest;
using RL4VLM.Operator.Resources;

namespace RL4VLM.Operator.Reconciling;

/// <summary>Keeps a status below its limit: what only informs goes first, what the plan needs never. Traces go last: an iteration
    /// whose trace is forgotten gets a second one.</summary>
internal static class StatusSize
{
    private const int ShortMessage = 200;

    public static RunStatus Fit(RunStatus status)
    {
        if (Bytes(status) <= RunStatusJson.MaximumBytes) return status;
        status = status with { Conditions = status.Conditions?.Select(condition => condition with { Message = Short(condition.Message) }).ToList() };
        while (Bytes(status) > RunStatusJson.MaximumBytes && status.Stages is { Count: > 0 } stages) status = status with { Stages = [.. stages.Skip(Math.Max(1, stages.Count / 2))] };
        return Bytes(status) > RunStatusJson.MaximumBytes ? status with { Traces = null } : status;
    }

    private static int Bytes(RunStatus status) => Encoding.UTF8.GetByteCount(JsonSerializer.Serialize(RunStatusJson.Write(status)));

    private static string Short(string message) => message.Length <= ShortMessage ? message : message[..(ShortMessage - 1)] + "…";
}
