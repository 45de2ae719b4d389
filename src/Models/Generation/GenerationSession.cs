using RL4VLM.Models.Checkpoints;
using RL4VLM.Models.Llava;
using TorchSharp;
using static TorchSharp.torch;

namespace RL4VLM.Models.Generation;

/// <summary>One generator run: reads prompts, advances by a token, and samples. The weights stand still meanwhile.</summary>
internal sealed class GenerationSession : IGenerationSession
{
    /// <summary>Rows read at once: more would only overflow the processor's caches.</summary>
    private const int LargestRead = 4096;

    /// <summary>What remembered prompts may hold.</summary>
    private const long RememberedBytes = 256L << 20;

    private readonly LlavaPolicy policy;
    private readonly LlavaModel model;
    private readonly IDecodeStep step;
    private readonly PrefixCache? remembered;
    private readonly int vocabulary;
    private readonly float[] scratch;
    private int[] slots = [];
    private int[] ids = [];
    private int[] positions = [];
    private long sequences;
    private long tokens;
    private long read;
    private long recalled;

    public GenerationSession(LlavaPolicy policy, int slotCount)
    {
        this.policy = policy;
        model = policy.Model;
        vocabulary = model.Config.Text.VocabularySize;
        scratch = new float[vocabulary];
        bool plain = model.Config.Text is { AttentionBias: false, MlpBias: false };
        if (plain && model.Device.type == DeviceType.CPU && model.Dtype == ScalarType.Float32)
        {
            step = new HostDecodeStep(model.Decoder, model.Config.Text, slotCount);
            remembered = new PrefixCache(RememberedBytes);
        }
        else
        {
            step = new TensorDecodeStep(model, slotCount);
        }
    }

    public GenerationStatistics Statistics => new(sequences, tokens, read, recalled);

    public void Read(List<ActiveSequence> starting)
    {
        step.Ensure(starting.Max(s => s.Request.PromptIds.Length + s.Request.MaxNewTokens));
        sequences += starting.Count;
        var unread = new List<ActiveSequence>();
        foreach (var sequence in starting)
        {
            if (!Recall(sequence))
            {
                unread.Add(sequence);
            }
        }

        int from = 0;
        while (from < unread.Count)
        {
            int count = 0, rows = 0;
            while (from + count < unread.Count && (count == 0 || rows + unread[from + count].Request.PromptIds.Length <= LargestRead))
            {
                rows += unread[from + count++].Request.PromptIds.Length;
            }

            ReadBatch(unread.GetRange(from, count));
            from += count;
        }
    }

    public void Advance(List<ActiveSequence> active)
    {
        if (slots.Length < active.Count)
        {
            slots = new int[active.Count];
            ids = new int[active.Count];
            positions = new int[active.Count];
        }

        int n = active.Count;
        for (int i = 0; i < n; i++)
        {
            slots[i] = active[i].Slot;
            ids[i] = active[i].LastId;
            positions[i] = active[i].LastPosition;
        }

        var logits = step.Advance(slots.AsSpan(0, n), ids.AsSpan(0, n), positions.AsSpan(0, n));
        for (int i = 0; i < n; i++)
        {
            Emit(active[i], logits.Slice(i * vocabulary, vocabulary));
        }
    }

    public void Dispose() => step.Dispose();

    /// <summary>Takes a prompt from memory when an equal one was read before.</summary>
    private bool Recall(ActiveSequence sequence)
    {
        if (remembered is null || Key(sequence) is not { } key || remembered.Find(key) is not { } entry)
        {
            return false;
        }

        recalled++;
        for (int layer = 0; layer < entry.Keys.Length; layer++)
        {
            ((HostDecodeStep)step).StorePrompt(layer, sequence.Slot, entry.Keys[layer], entry.Values[layer]);
        }

        sequence.Value = entry.Value;
        Emit(sequence, entry.Logits);
        return true;
    }

    private void ReadBatch(List<ActiveSequence> batch)
    {
        using var scope = NewDisposeScope();
        var pictures = new PictureBatch(model.Config.Vision);
        var layout = TokenLayout.Build(
            [.. batch.Select(s => new LayoutSequence(pictures.Add(s.Request.Pixels, s.Request.ImageKey), s.Request.PromptIds, default))],
            model.Config.ImageTokenIndex, policy.ImageTokens);
        var features = pictures.Count == 0 ? null : model.ImageFeatures(pictures.Patches());
        var readers = new ReadSink(batch, layout, step, model.Config.Text.LayerCount, remember: remembered is not null);
        read += layout.LastRows.Length;
        recalled += batch.Count - layout.LastRows.Length;

        var hidden = model.Decoder.Predicting(model.Inputs(layout, features), layout, readers.Store); // [sequences, hidden]
        var logits = model.Decoder.Logits(hidden).to_type(ScalarType.Float32).cpu().contiguous();
        var values = policy.ValueHead?.Forward(hidden).cpu().contiguous();
        var table = HostDecodeStep.Host(logits);
        for (int i = 0; i < batch.Count; i++)
        {
            batch[i].Value = values is null ? 0 : HostDecodeStep.Host(values)[i];
            var row = table.Slice(i * vocabulary, vocabulary);
            if (readers.Kept(i) is { } kept && Key(batch[i]) is { } key)
            {
                remembered!.Add(key, new PrefixCache.Entry(kept.Keys, kept.Values, row.ToArray(), batch[i].Value));
            }

            Emit(batch[i], row);
        }
    }

    private void Emit(ActiveSequence sequence, ReadOnlySpan<float> logits)
    {
        var (id, logProbability) = Sampler.Choose(logits, sequence.Request.Temperature, sequence.Request.Random, scratch);
        sequence.Emit(id, logProbability, policy.Tokenizer.EosId);
        tokens++;
    }

    /// <summary>Null when the picture has no key: nothing can be remembered of it.</summary>
    private static PromptKey? Key(ActiveSequence sequence) =>
        sequence.Request.ImageKey == 0 ? null : new PromptKey(sequence.Request.ImageKey, sequence.Request.PromptIds);
}
