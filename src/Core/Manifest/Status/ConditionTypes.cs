namespace RL4VLM.Core.Manifest;

/// <summary>The conditions of a run (docs/operator.md).</summary>
public static class ConditionTypes
{
    public const string Accepted = "Accepted";
    public const string Progressing = "Progressing";
    public const string Suspended = "Suspended";
    public const string Succeeded = "Succeeded";
    public const string Failed = "Failed";
}
