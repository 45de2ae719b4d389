using RL4VLM.Models.Checkpoints;
using RL4VLM.Models.Vision;

namespace RL4VLM.Learner.Data;

/// <summary>Steps as the model takes them.</summary>
public static class TrainingBatch
{
    /// <summary>Normalises each distinct view of the batch once.</summary>
    /// <param name="processor">The checkpoint's own.</param>
    /// <param name="steps">In the order wanted; each with an answer.</param>
    /// <param name="outputTokens">At most so many of each answer's tokens.</param>
    public static SequenceBatch Of(ImageProcessor processor, IEnumerable<TrainingStep> steps, int outputTokens = int.MaxValue)
    {
        var pixels = new Dictionary<ulong, float[]>();
        return new SequenceBatch([.. steps.Select(step => new TrainingSequence(
            step.View is { } view ? Pixels(view) : null,
            step.View?.Key ?? 0,
            step.PromptIds,
            step.OutputIds.Length <= outputTokens ? step.OutputIds : step.OutputIds[..outputTokens]))]);

        float[] Pixels(StoredView view)
        {
            if (!pixels.TryGetValue(view.Key, out float[]? known))
                pixels.Add(view.Key, known = processor.Normalize(view.Image));
            return known;
        }
    }
}
