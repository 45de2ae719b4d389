namespace RL4VLM.Core.Telemetry;

/// <summary>Keys of span attributes and links; <see cref="TelemetryTable"/> says what each is.</summary>
public static class AttributeNames
{
    public const string Run = "rl.run.id";
    public const string Task = "rl.environment.name";
    public const string Stage = "rl4vlm.stage";
    public const string Iteration = "rl4vlm.iteration";
    public const string Worker = "rl4vlm.worker";
    public const string Artifact = "rl4vlm.artifact";
    public const string Mode = "rl4vlm.mode";
    public const string Epoch = "rl4vlm.epoch";
    public const string EpisodeIndex = "rl4vlm.episode.index";
    public const string EpisodeSteps = "rl4vlm.episode.steps";
    public const string EpisodeReturn = "rl4vlm.episode.return";
    public const string EpisodeSuccess = "rl4vlm.episode.success";
    public const string Answers = "rl4vlm.answers";
    public const string ErrorType = "error.type";
    public const string KubernetesJob = "k8s.job.name";
    public const string KubernetesPod = "k8s.pod.name";
    public const string GenAiOperation = "gen_ai.operation.name";
    public const string GenAiProvider = "gen_ai.provider.name";
    public const string GenAiModel = "gen_ai.request.model";
    public const string GenAiTemperature = "gen_ai.request.temperature";
    public const string GenAiMaxTokens = "gen_ai.request.max_tokens";
    public const string GenAiInputTokens = "gen_ai.usage.input_tokens";
    public const string GenAiOutputTokens = "gen_ai.usage.output_tokens";
    public const string GenAiFinishReasons = "gen_ai.response.finish_reasons";
    public const string GenAiTokenType = "gen_ai.token.type";
}
