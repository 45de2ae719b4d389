namespace RL4VLM.Core.Stages;

/// <summary>How far a running stage is, for people only.</summary>
/// <param name="Stage">One of <see cref="StageNames"/>.</param>
/// <param name="Iteration">0 before PPO.</param>
/// <param name="Fraction">0 to 1.</param>
/// <param name="Message">A few words, for example <c>epoch 2/4</c>.</param>
/// <param name="Metrics">What is known so far, by the names of docs/metrics.md; null when nothing is.</param>
public sealed record StageProgress(string Stage, int Iteration, double Fraction, string Message, IReadOnlyDictionary<string, double>? Metrics = null);
