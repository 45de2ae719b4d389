using RL4VLM.Core.Trajectories;
using RL4VLM.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace RL4VLM.Models.Generation;

/// <summary>Counts of one run.</summary>
/// <param name="Sequences">Answers delivered.</param>
/// <param name="Tokens">Output tokens emitted.</param>
/// <param name="PromptsRead">Prompts that went through the model.</param>
/// <param name="PromptsRemembered">Prompts answered from what an equal one had left.</param>
public sealed record GenerationStatistics(long Sequences, long Tokens, long PromptsRead, long PromptsRemembered);

/// <summary>
/// Continuous batching: every slot (an environment) has at most one sequence under way. When one ends it is delivered and the
/// slot's next prompt takes its place; free slots' prompts are read together in one batch, then all active slots advance by one token.
/// </summary>
public static class Generator
{
    /// <summary>Runs until every slot of the source is finished. The weights must not change meanwhile.</summary>
    public static GenerationStatistics Run(PolicyModel model, IRequestSource source, CancellationToken cancellation)
    {
        using var noGradients = no_grad();
        using IGenerationSession session = model.Begin(source.Slots);
        var active = new List<ActiveSequence>();
        var free = new List<int>(Enumerable.Range(0, source.Slots));
        var starting = new List<ActiveSequence>();
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            starting.Clear();
            foreach (int slot in free)
            {
                if (source.Next(slot) is { } request)
                {
                    starting.Add(new ActiveSequence(slot, request));
                }
            }

            free.Clear();
            if (starting.Count > 0)
            {
                session.Read(starting);
                active.AddRange(starting);
                Deliver(active, free, source);
            }

            if (active.Count == 0 && free.Count == 0)
            {
                return session.Statistics;
            }

            // Slots freed by a first token that ended its answer are filled before the others advance.
            if (free.Count > 0)
            {
                continue;
            }

            session.Advance(active);
            Deliver(active, free, source);
        }
    }

    private static void Deliver(List<ActiveSequence> active, List<int> free, IRequestSource source)
    {
        int kept = 0;
        for (int i = 0; i < active.Count; i++)
        {
            var sequence = active[i];
            if (sequence.Finished is { } reason)
            {
                source.Complete(sequence.Slot, sequence.Result(reason));
                free.Add(sequence.Slot);
            }
            else
            {
                active[kept++] = sequence;
            }
        }

        active.RemoveRange(kept, active.Count - kept);
    }
}

/// <summary>One slot's sequence under way.</summary>
internal sealed class ActiveSequence(int slot, GenerationRequest request)
{
    private readonly List<int> ids = [];
    private readonly List<float> logProbabilities = [];

    public int Slot { get; } = slot;

    public GenerationRequest Request { get; } = request;

    public float Value { get; set; }

    public FinishReason? Finished { get; private set; }

    public int LastId => ids[^1];

    /// <summary>Ends the answer with the token just emitted.</summary>
    public void Stop() => Finished = FinishReason.Stop;

    /// <summary>Position of the last emitted token, which the next step feeds in.</summary>
    public int LastPosition => Request.PromptIds.Length + ids.Count - 1;

    public void Emit(int id, float logProbability, int eosId)
    {
        ids.Add(id);
        logProbabilities.Add(logProbability);
        Finished = id == eosId && !Request.IgnoreEndOfSequence ? FinishReason.Stop
            : ids.Count >= Request.MaxNewTokens ? FinishReason.Length
            : null;
    }

    public GenerationResult Result(FinishReason reason) => new([.. ids], [.. logProbabilities], Value, reason);
}
