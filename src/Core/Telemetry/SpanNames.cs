namespace RL4VLM.Core.Telemetry;

/// <summary>Names of spans; <see cref="TelemetryTable"/> says what each is.</summary>
public static class SpanNames
{
    public const string IterationStart = "rl4vlm.iteration start";
    public const string Startup = "rl4vlm.startup";
    public const string Load = "rl4vlm.load";
    public const string Episode = "rl4vlm.episode";
    public const string Advantage = "rl4vlm.advantage";
    public const string Epoch = "rl4vlm.epoch";
    public const string Checkpoint = "rl4vlm.checkpoint";
    public const string Play = "rl4vlm.play";
    public const string Commit = "rl4vlm.commit";

    public const string Job = "rl4vlm.job";
    public const string Queue = "rl4vlm.queue";
    public const string PodStart = "rl4vlm.pod start";
    public const string Status = "rl4vlm.status";

    /// <summary><c>rl4vlm.collect</c> and so on.</summary>
    /// <param name="stage">One of <see cref="Stages.StageNames"/>.</param>
    public static string Stage(string stage) => $"rl4vlm.{stage}";

    /// <summary>As the GenAI conventions want it: operation and model.</summary>
    public static string Generation(string? model) => model is null ? GenAi.Operation : $"{GenAi.Operation} {model}";
}

/// <summary>Values that the GenAI conventions leave to the emitter.</summary>
public static class GenAi
{
    /// <summary>The conventions' name for answering from more than text.</summary>
    public const string Operation = "generate_content";

    /// <summary>Who answers: this program, not a service.</summary>
    public const string Provider = "rl4vlm";
}
