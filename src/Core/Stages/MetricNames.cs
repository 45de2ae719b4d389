namespace RL4VLM.Core.Stages;

/// <summary>Names of the metrics in stage summaries; docs/metrics.md defines each. Rates and shares are 0 to 1.</summary>
public static class MetricNames
{
    /// <summary>collect: what the policy did, over finished episodes (steps for per-step rates).</summary>
    public static class Sample
    {
        public const string Success = "rl.sample.success_rate";
        public const string Return = "rl.sample.return";
        public const string Reward = "rl.sample.reward";
        public const string EpisodeLength = "rl.sample.episode_length";
        public const string IllegalRate = "rl.sample.illegal_rate";
        public const string OutputLength = "rl.sample.output_length";
        public const string TruncationRate = "rl.sample.truncation_rate";
        public const string ThoughtAccuracy = "rl.sample.thought_accuracy";
        public const string Episodes = "rl.sample.episodes";
        public const string Steps = "rl.sample.steps";
        public const string Tokens = "rl.sample.tokens";
    }

    /// <summary>sft and ppo: what the update did.</summary>
    public static class Train
    {
        /// <summary>sft: mean cross-entropy per answer token of the last part of training, in nats.</summary>
        public const string SftLoss = "rl.train.sft_loss";
        public const string PolicyLoss = "rl.train.policy_loss";
        public const string ValueLoss = "rl.train.value_loss";
        public const string ApproxKl = "rl.train.approx_kl";
        public const string ReferenceKl = "rl.train.reference_kl";
        public const string ClipFraction = "rl.train.clip_fraction";
        public const string ExplainedVariance = "rl.train.explained_variance";
        public const string Entropy = "rl.train.entropy";
        public const string GradientNorm = "rl.train.gradient_norm";
        public const string LearningRate = "rl.train.learning_rate";
        public const string LogProbabilityGapMean = "rl.train.log_probability_gap_mean";
        public const string LogProbabilityGapMax = "rl.train.log_probability_gap_max";
        public const string Tokens = "rl.train.tokens";
        /// <summary>initialize: trainable weights.</summary>
        public const string Parameters = "rl.train.parameters";

        /// <summary>initialize: tokens of the vocabulary.</summary>
        public const string Vocabulary = "rl.train.vocabulary";
        public const string LiveTensors = "rl.train.live_tensors";
    }

    /// <summary>evaluate: each measure with the prefix <see cref="Sampled"/> or <see cref="Greedy"/>.</summary>
    public static class Evaluation
    {
        public const string Sampled = "rl.evaluation.sampled.";
        public const string Greedy = "rl.evaluation.greedy.";

        public const string Success = "success_rate";
        public const string SuccessLow = "success_rate_low";
        public const string SuccessHigh = "success_rate_high";
        public const string CeilingShare = "ceiling_share";
        public const string Reward = "mean_reward";
        public const string ThoughtAccuracy = "thought_accuracy";
        public const string IllegalRate = "illegal_rate";
        public const string EpisodeLength = "episode_length";
        public const string Episodes = "episodes";

        /// <summary>Blackjack: share of the decisions that are the optimal ones.</summary>
        public const string Agreement = "agreement";

        /// <summary>Episodes that began in a state kept back from training.</summary>
        public const string HeldOutSuccess = "held_out_success_rate";
    }

    /// <summary>Any stage, in <see cref="StageSummary.Timings"/>.</summary>
    public static class Timing
    {
        public const string WallSeconds = "wall_seconds";
        public const string CpuSeconds = "cpu_seconds";
        public const string TokensPerSecond = "tokens_per_second";
        public const string StepsPerSecond = "steps_per_second";
        public const string ResidentBytes = "resident_bytes";
    }
}
