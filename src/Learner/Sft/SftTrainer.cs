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

namespace RL4VLM.Learner.Sft;

/// <summary>Supervised fine-tuning on demonstrations: cross-entropy on the answer's tokens only (spec section 7).</summary>
public sealed class SftTrainer(RunSpec spec, PolicyModel policy, AdamOptimizer optimizer, IReadOnlyList<TrainingStep> demonstrations)
{
    private const double MaxGradNorm = 1.0;

    /// <summary>Share of the training, at its end, whose mean loss is reported.</summary>
    private const double ReportedTail = 0.1;

    /// <summary>Rows computed at once (<see cref="BatchPieces"/>).</summary>
    public int PieceRows { get; init; } = BatchPieces.MaximumRows;

    /// <summary>Mean cross-entropy per answer token over the last tenth of the steps, nats.</summary>
    public double TailLoss { get; private set; }

    /// <summary>Answer tokens trained on.</summary>
    public long Tokens { get; private set; }

    /// <summary>Runs all epochs.</summary>
    /// <param name="progress">Receives share done and loss.</param>
    /// <param name="cancellation">Checked between batches.</param>
    public void Run(Action<double, double> progress, CancellationToken cancellation)
    {
        var trained = demonstrations.Where(step => step.Trains).ToArray();
        int[] lengths = [.. trained.Select(step => step.Length)];
        int perEpoch = (trained.Length + spec.Sft.BatchSize - 1) / spec.Sft.BatchSize;
        int total = perEpoch * spec.Sft.Epochs;
        int done = 0, counted = 0;
        double tail = 0;
        for (int epoch = 0; epoch < spec.Sft.Epochs; epoch++)
        {
            using var span = StageSpans.Start(SpanNames.Epoch);
            span?.SetTag(AttributeNames.Epoch, epoch + 1);
            var random = new Random(unchecked((int)SeedMix.Of((ulong)spec.Seed, "sft batches", epoch)));
            foreach (int[] batch in ShuffledBatches.Create(lengths, spec.Sft.BatchSize, random))
            {
                cancellation.ThrowIfCancellationRequested();
                double loss = Step(trained, batch, LearningRates.Sft(spec.Sft.LearningRate, done, total));
                done++;
                if (done > total * (1 - ReportedTail))
                    (tail, counted) = (tail + loss, counted + 1);
                progress(done / (double)total, loss);
            }
        }

        TailLoss = tail / Math.Max(1, counted);
    }

    /// <summary>One update on the mean loss of the batch's tokens.</summary>
    private double Step(TrainingStep[] trained, int[] batch, double learningRate)
    {
        int tokens = batch.Sum(i => trained[i].OutputIds.Length);
        double mean = 0;
        foreach (int[] piece in BatchPieces.Split(batch, trained, PieceRows))
        {
            using var scope = NewDisposeScope();
            var result = policy.Forward(TrainingBatch.Of(policy.Processor, piece.Select(i => trained[i])));
            var (logProbabilities, _) = Kernels.TokenLogProbability(result.Logits, result.TokenIds, temperature: 1);
            var loss = logProbabilities.sum().neg() / tokens;
            float value = loss.item<float>();
            if (!float.IsFinite(value))
                throw new StageException(ExitCodes.Software, $"the SFT loss is {value}; lower spec.sft.learningRate");
            loss.backward();
            mean += value;
        }

        optimizer.Step(learningRate, MaxGradNorm, spec.Sft.WeightDecay);
        Tokens += tokens;
        return mean;
    }
}
