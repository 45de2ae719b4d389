namespace RL4VLM.Core.Telemetry;

/// <summary>The only labels a metric may have: each has few values in one run. The iteration is a value, never a label.</summary>
public static class MetricLabels
{
    public const string Namespace = "namespace";
    public const string Run = "run";
    public const string Task = "task";
    public const string Stage = "stage";
    public const string Worker = "worker";

    /// <summary><c>sampled</c> or <c>greedy</c>.</summary>
    public const string Mode = "mode";
    public const string Verb = "verb";
    public const string Code = "code";

    /// <summary>All of them, and what the GenAI conventions require.</summary>
    public static IReadOnlyCollection<string> Allowed { get; } =
    [
        Namespace, Run, Task, Stage, Worker, Mode, Verb, Code,
        AttributeNames.GenAiOperation, AttributeNames.GenAiProvider, AttributeNames.GenAiTokenType,
    ];
}
