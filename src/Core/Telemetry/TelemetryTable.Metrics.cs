using RL4VLM.Core.Stages;
using static RL4VLM.Core.Stages.MetricNames;
using static RL4VLM.Core.Telemetry.MetricLabels;

namespace RL4VLM.Core.Telemetry;

public static partial class TelemetryTable
{
    public const string StageDuration = "rl4vlm.stage.duration";
    public const string StageIteration = "rl4vlm.stage.iteration";
    public const string TokenUsage = "gen_ai.client.token.usage";
    internal const string EvaluationPrefix = "rl.evaluation.";

    private static readonly string[] OfStage = [Namespace, MetricLabels.Run, MetricLabels.Stage, MetricLabels.Worker, MetricLabels.Task];
    private static readonly string[] OfMode = [.. OfStage, MetricLabels.Mode];

    /// <summary>How a summary's timings are called as metrics.</summary>
    internal static IReadOnlyDictionary<string, string> Timings { get; } = new Dictionary<string, string>
    {
        [Timing.WallSeconds] = "rl4vlm.stage.wall_time",
        [Timing.CpuSeconds] = "rl4vlm.stage.cpu_time",
        [Timing.TokensPerSecond] = "rl4vlm.stage.token_rate",
        [Timing.StepsPerSecond] = "rl4vlm.stage.step_rate",
        [Timing.ResidentBytes] = "rl4vlm.stage.memory",
    };

    /// <summary>Those of the stages.</summary>
    public static IReadOnlyList<MetricDefinition> Metrics { get; } =
    [
        Gauge(Sample.Success, "1", "Share of finished episodes with a positive return."),
        Gauge(Sample.Return, "1", "Mean undiscounted reward of an episode."),
        Gauge(Sample.Reward, "1", "Mean reward of a step."),
        Gauge(Sample.EpisodeLength, "{step}", "Mean steps of an episode."),
        Gauge(Sample.IllegalRate, "1", "Share of steps whose answer contained no legal action."),
        Gauge(Sample.OutputLength, "{token}", "Mean tokens of an answer."),
        Gauge(Sample.TruncationRate, "1", "Share of answers cut at rollout.maxNewTokens."),
        Gauge(Sample.ThoughtAccuracy, "1", "Share of steps whose stated slots all equal the state."),
        Counter(Sample.Episodes, "{episode}", "Episodes finished."),
        Counter(Sample.Steps, "{step}", "Environment steps made."),
        Counter(Sample.Tokens, "{token}", "Output tokens emitted."),
        Gauge(Train.SftLoss, "1", "Cross-entropy per answer token, in nats, over the last tenth of the steps."),
        Gauge(Train.PolicyLoss, "1", "Clipped policy loss."),
        Gauge(Train.ValueLoss, "1", "Clipped value loss, scaled-reward units."),
        Gauge(Train.ApproxKl, "1", "k3 estimate of KL(old‖new), in nats."),
        Gauge(Train.ReferenceKl, "1", "KL(policy‖SFT policy), in nats."),
        Gauge(Train.ClipFraction, "1", "Share of steps whose ratio is outside the clip range."),
        Gauge(Train.ExplainedVariance, "1", "1 − Var(R − V)/Var(R) before the update."),
        Gauge(Train.Entropy, "1", "Mean entropy of the next-token distribution, in nats."),
        Gauge(Train.GradientNorm, "1", "Mean global L2 norm before clipping."),
        Gauge(Train.LearningRate, "1", "Rate of the iteration."),
        Gauge(Train.LogProbabilityGapMean, "1", "Mean |learner − rollout| log-probability before the first update."),
        Gauge(Train.LogProbabilityGapMax, "1", "Maximum of the same."),
        Counter(Train.Tokens, "{token}", "Output tokens trained on, all epochs."),
        Gauge(Train.Parameters, "{parameter}", "Trainable weights."),
        Gauge(Train.Vocabulary, "{token}", "Tokens of the vocabulary."),
        Gauge(Train.LiveTensors, "{tensor}", "Tensors alive after the stage."),
        OfEvaluation(Evaluation.Success, "1", "Share of episodes with a positive return."),
        OfEvaluation(Evaluation.SuccessLow, "1", "Lower end of its Wilson 95 % interval."),
        OfEvaluation(Evaluation.SuccessHigh, "1", "Upper end of its Wilson 95 % interval."),
        OfEvaluation(Evaluation.CeilingShare, "1", "Success divided by what any player can reach."),
        OfEvaluation(Evaluation.Reward, "1", "Mean undiscounted return."),
        OfEvaluation(Evaluation.ThoughtAccuracy, "1", "Share of steps whose stated slots all equal the state."),
        OfEvaluation(Evaluation.IllegalRate, "1", "Share of steps whose answer contained no legal action."),
        OfEvaluation(Evaluation.EpisodeLength, "{step}", "Mean steps of an episode."),
        OfEvaluation(Evaluation.Episodes, "{episode}", "Episodes played."),
        OfEvaluation("truncation_rate", "1", "Share of answers cut at rollout.maxNewTokens."),
        OfEvaluation("agreement", "1", "Blackjack: share of decisions that optimal play makes too."),
        OfEvaluation("expected_reward", "1", "Blackjack: expected reward of the decisions made."),
        OfEvaluation("held_out_success_rate", "1", "Success over the episodes that start in a held-out state."),
        Gauge("rl.evaluation.rolling_window.success_rate", "1", "fidelity paper: success over the last training episodes."),
        Gauge("rl.evaluation.rolling_window.peak", "1", "fidelity paper: the highest it has been."),
        new(StageDuration, MetricKind.Histogram, "s", "Time of a stage from start to commit or failure, by exit code.", [.. OfStage, Code]),
        Gauge(StageIteration, "{iteration}", "Iteration of the stage that ended last."),
        Gauge("rl4vlm.stage.wall_time", "s", "Wall time of the stage's work."),
        Gauge("rl4vlm.stage.cpu_time", "s", "Processor time of the stage's work."),
        Gauge("rl4vlm.stage.token_rate", "{token}/s", "Tokens a second of the stage."),
        Gauge("rl4vlm.stage.step_rate", "{step}/s", "Steps a second of the stage."),
        Gauge("rl4vlm.stage.memory", "By", "Resident memory when the stage's work ended."),
        new(TokenUsage, MetricKind.Histogram, "{token}", "Tokens of a prompt (`input`) and of its answer (`output`).",
            [AttributeNames.GenAiOperation, AttributeNames.GenAiProvider, AttributeNames.GenAiTokenType]),
    ];

    /// <summary>Every metric of every program.</summary>
    public static IEnumerable<MetricDefinition> AllMetrics => Metrics.Concat(RunMetricTable.All).Concat(OperatorMetricTable.All);

    private static MetricDefinition Gauge(string name, string unit, string description) => new(name, MetricKind.Gauge, unit, description, OfStage);

    private static MetricDefinition Counter(string name, string unit, string description) => new(name, MetricKind.Counter, unit, description, OfStage);

    private static MetricDefinition OfEvaluation(string measure, string unit, string description) =>
        new(EvaluationPrefix + measure, MetricKind.Gauge, unit, description, OfMode);
}
