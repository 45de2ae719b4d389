using RL4VLM.Models.Generation;
using TorchSharp;
using static TorchSharp.torch;

namespace RL4VLM.Models.Convolutional;

/// <summary>A generator run of the convolutional baseline: an answer is complete with its first token.</summary>
internal sealed class CnnSession(CnnPolicy policy) : IGenerationSession
{
    // NumberLine has 30 pictures; thousands of rows of logits are nothing.
    private const int MaximumRemembered = 4096;

    private readonly float[] scratch = new float[policy.Answers];

    /// <summary>What the weights say about a picture, for as long as they stand still.</summary>
    private readonly Dictionary<ulong, (float[] Logits, float Value)> remembered = [];
    private long sequences;
    private long read;

    public GenerationStatistics Statistics => new(sequences, sequences, read, sequences - read);

    public void Read(List<ActiveSequence> starting)
    {
        var distinct = new Dictionary<(ulong, float[]?), int>();
        var pictures = new List<float[]>();
        int[] rows = [.. starting.Select(one => remembered.ContainsKey(one.Request.ImageKey) ? -1 : CnnPolicy.IndexOf(one.Request.Pixels, one.Request.ImageKey, distinct, pictures))];
        using var scope = NewDisposeScope();
        float[] logits = [], values = [];
        if (pictures.Count > 0)
        {
            var seen = policy.See(pictures);
            logits = policy.Act(seen).cpu().contiguous().data<float>().ToArray();
            values = policy.Value(seen).cpu().contiguous().data<float>().ToArray();
            read += pictures.Count;
        }

        for (int i = 0; i < starting.Count; i++)
        {
            ActiveSequence one = starting[i];
            (float[] row, float value) = rows[i] < 0 ? remembered[one.Request.ImageKey] : (logits[(rows[i] * policy.Answers)..((rows[i] + 1) * policy.Answers)], values[rows[i]]);
            one.Value = value;
            var (id, logProbability) = Sampler.Choose(row, one.Request.Temperature, one.Request.Random, scratch);
            one.Emit(id, logProbability, policy.Tokenizer.EosId);
            one.Stop();
        }

        foreach (((ulong key, float[]? _), int index) in distinct)
        {
            if (key != 0 && remembered.Count < MaximumRemembered) remembered[key] = (logits[(index * policy.Answers)..((index + 1) * policy.Answers)], values[index]);
        }

        sequences += starting.Count;
    }

    public void Advance(List<ActiveSequence> active) => throw new InvalidOperationException("an answer of this model has one token");

    public void Dispose() => remembered.Clear();
}
