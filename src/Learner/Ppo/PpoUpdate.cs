using RL4VLM.Agents.Episodes;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;
using RL4VLM.Core.Telemetry;
using RL4VLM.Learner.Data;
using RL4VLM.Learner.Optimization;
using RL4VLM.Models;
using RL4VLM.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace RL4VLM.Learner.Ppo;

/// <summary>
/// The update of arXiv 2405.10292, algorithm 1: several epochs of clipped policy and value losses over one rollout,
/// with a KL term to the SFT policy where the manifest asks for one.
/// </summary>
public sealed class PpoUpdate(RunSpec spec, PolicyModel policy, ReferencePolicy? reference, AdamOptimizer optimizer, RolloutBuffer rollout)
{
    private readonly PpoSpec ppo = spec.Ppo;
    private readonly KlTokenFilter klTokens = new(spec, rollout.Steps, policy.Tokenizer);

    /// <summary>Rows computed at once (<see cref="BatchPieces"/>).</summary>
    public int PieceRows { get; init; } = BatchPieces.MaximumRows;

    /// <summary>What the minibatches reported.</summary>
    public UpdateStatistics Statistics { get; } = new();

    /// <summary>Output tokens trained on, all epochs.</summary>
    public long Tokens { get; private set; }

    /// <summary>Runs the epochs of one iteration.</summary>
    /// <param name="iteration">1-based.</param>
    /// <param name="progress">Receives the share done.</param>
    /// <param name="cancellation">Checked between minibatches: nothing is committed then.</param>
    public void Run(int iteration, Action<double> progress, CancellationToken cancellation)
    {
        bool valueOnly = iteration <= ppo.ValueWarmupIterations;
        double rate = LearningRates.OfIteration(ppo.LearningRate, iteration);
        int[] lengths = [.. rollout.Trained.Select(i => rollout.Steps[i].Length)];
        for (int epoch = 0; epoch < ppo.Epochs; epoch++)
        {
            using var span = StageSpans.Start(SpanNames.Epoch);
            span?.SetTag(AttributeNames.Epoch, epoch + 1);
            var random = new Random(unchecked((int)SeedMix.Of((ulong)spec.Seed, "ppo batches", iteration, epoch)));
            int batchesDone = 0;
            var batches = ShuffledBatches.Create(lengths, ppo.MiniBatchSize, random);
            foreach (var group in batches.Chunk(Math.Max(1, ppo.GradientAccumulation)))
            {
                int[] steps = [.. group.SelectMany(batch => batch).Select(i => rollout.Trained[i])];
                double tokens = steps.Sum(i => rollout.Steps[i].OutputIds.Length);
                foreach (int[] piece in BatchPieces.Split(steps, rollout.Steps, PieceRows))
                {
                    cancellation.ThrowIfCancellationRequested();
                    double share = piece.Length / (double)steps.Length;
                    if (valueOnly)
                        BackwardValue(piece, share);
                    else
                        Backward(piece, share, piece.Sum(i => rollout.Steps[i].OutputIds.Length) / tokens);
                }

                double norm = optimizer.Step(rate * LearningRates.Warmup(ppo.LearningRate, optimizer.Steps), spec.Fidelity == Fidelity.Paper ? 0 : ppo.MaxGradNorm);
                Statistics.Add(MetricNames.Train.GradientNorm, norm, 1);
                batchesDone += group.Length;
                progress((epoch + (batchesDone / (double)batches.Count)) / ppo.Epochs);
            }
        }
    }

    /// <summary>Adds a piece's gradients; what is a mean over steps counts by its share of the steps, what is one over tokens by that of the tokens.</summary>
    private void Backward(int[] indices, double share, double tokenShare)
    {
        using var scope = NewDisposeScope();
        var batch = indices.Select(i => rollout.Steps[i]).ToArray();
        var result = policy.Forward(TrainingBatch.Of(policy.Processor, batch));
        var scores = new StepScores(batch, spec.Fidelity, ppo.ThoughtCoefficient);
        var (tokens, entropies) = Kernels.TokenLogProbability(result.Logits, result.TokenIds, spec.Rollout.Temperature);
        var logProbability = scores.Sum(tokens);
        var old = Column(rollout.OldLogProbabilities, indices);
        var policyLoss = PpoLoss.Policy(logProbability, old, Column(rollout.Advantages, indices), ppo.Clip).mean();
        var valueLoss = result.Values is { } values
            ? PpoLoss.Value(values, Column(rollout.Values, indices), Column(rollout.Returns, indices), ppo.Clip).mean()
            : zeros(1, device: policy.Device).sum();
        var entropy = entropies.mean();
        var loss = policyLoss + (valueLoss * ppo.ValueCoefficient);
        if (ppo.EntropyCoefficient != 0)
            loss = loss - (entropy * (ppo.EntropyCoefficient * tokenShare / share));
        if (reference is not null && ppo.Kl.Coefficient != 0)
        {
            var kl = ReferenceKl(result, indices, scores) / indices.Length;
            loss = loss + (kl * ppo.Kl.Coefficient);
            Statistics.Add(MetricNames.Train.ReferenceKl, kl.item<float>(), indices.Length);
        }

        RequireFinite(("the policy loss", policyLoss), ("the value loss", valueLoss), ("the loss", loss));
        (loss * share).backward();

        Tokens += result.TokenIds.shape[0];
        Record(logProbability, old, indices.Length);
        Statistics.Add(MetricNames.Train.PolicyLoss, policyLoss.item<float>(), indices.Length);
        Statistics.Add(MetricNames.Train.ValueLoss, valueLoss.item<float>(), indices.Length);
        Statistics.Add(MetricNames.Train.Entropy, entropy.item<float>(), indices.Length);
    }

    /// <summary>Value warm-up: only the head learns, on the trunk's features as they are; one output token is enough to get the prompt's state.</summary>
    private void BackwardValue(int[] indices, double share)
    {
        using var scope = NewDisposeScope();
        var batch = TrainingBatch.Of(policy.Processor, indices.Select(i => rollout.Steps[i]), outputTokens: 1);
        var values = policy.Forward(batch, detachValue: true).Values
            ?? throw new StageException(ExitCodes.BadManifest, "spec.ppo.valueWarmupIterations: the model has no value head to warm up");
        var loss = PpoLoss.Value(values, Column(rollout.Values, indices), Column(rollout.Returns, indices), float.MaxValue).mean();
        RequireFinite(("the value loss", loss));
        (loss * (ppo.ValueCoefficient * share)).backward();
        Statistics.Add(MetricNames.Train.ValueLoss, loss.item<float>(), indices.Length);
    }

    /// <summary>KL(policy || SFT), exact over the vocabulary, summed over the tokens that count.</summary>
    private Tensor ReferenceKl(ForwardResult result, int[] indices, StepScores scores)
    {
        var logits = result.Logits;
        var anchor = reference!.LogProbabilities(indices);
        if (klTokens.Rows(indices, scores.ThoughtMask) is { } rows)
        {
            var selected = tensor(rows, device: logits.device);
            (logits, anchor) = (logits.index_select(0, selected), anchor.index_select(0, selected));
        }

        var own = nn.functional.log_softmax(logits / spec.Rollout.Temperature, -1);
        return (own.exp() * (own - anchor)).sum();
    }

    private void Record(Tensor logProbability, Tensor old, int samples)
    {
        using var inference = no_grad();
        var difference = logProbability.detach() - old;
        var ratio = difference.exp();
        // Schulman's k3: unbiased, never negative.
        Statistics.Add(MetricNames.Train.ApproxKl, (ratio - 1 - difference).mean().item<float>(), samples);
        Statistics.Add(MetricNames.Train.ClipFraction, (ratio - 1).abs().gt(ppo.Clip).to_type(ScalarType.Float32).mean().item<float>(), samples);
    }

    private Tensor Column(float[] values, int[] indices) => tensor(Array.ConvertAll(indices, i => values[i]), device: policy.Device);

    private static void RequireFinite(params ReadOnlySpan<(string Name, Tensor Value)> losses)
    {
        foreach (var (name, value) in losses)
        {
            if (!float.IsFinite(value.item<float>()))
                throw new StageException(ExitCodes.Software, $"{name} is {value.item<float>()}; the last checkpoint stands. Lower the learning rate, or rewardScale if rewards are large.");
        }
    }
}
