using RL4VLM.Models.Llava;
using TorchSharp;
using static TorchSharp.torch;

namespace RL4VLM.Models.Generation;

/// <summary>Takes the keys and values of a batch of prompts as they are computed: into the slots' cache, and aside to be remembered.</summary>
internal sealed class ReadSink
{
    private readonly TokenLayout layout;
    private readonly IDecodeStep step;
    private readonly List<int>[] slotsOfPrompt;
    private readonly int[] firstPrompt;
    private readonly (float[][] Keys, float[][] Values)[]? aside;

    public ReadSink(List<ActiveSequence> batch, TokenLayout layout, IDecodeStep step, int layers, bool remember)
    {
        this.layout = layout;
        this.step = step;
        slotsOfPrompt = [.. layout.LastRows.Select(_ => new List<int>())];
        for (int i = 0; i < batch.Count; i++)
        {
            slotsOfPrompt[layout.PromptOf[i]].Add(batch[i].Slot);
        }

        firstPrompt = new int[layout.Groups.Count];
        for (int g = 1; g < firstPrompt.Length; g++)
        {
            firstPrompt[g] = firstPrompt[g - 1] + layout.Groups[g - 1].Prompts;
        }

        aside = remember ? [.. layout.LastRows.Select(_ => (new float[layers][], new float[layers][]))] : null;
    }

    /// <summary>A <see cref="KeyValueSink"/>.</summary>
    public void Store(int layer, int group, Tensor keys, Tensor values)
    {
        int prompts = layout.Groups[group].Prompts;
        if (step is not HostDecodeStep host)
        {
            for (int p = 0; p < prompts; p++)
            {
                step.StorePrompt(layer, slotsOfPrompt[firstPrompt[group] + p], keys[p], values[p]);
            }

            return;
        }

        using var denseKeys = keys.contiguous();
        using var denseValues = values.contiguous();
        int size = (int)(denseKeys.numel() / prompts);
        for (int p = 0; p < prompts; p++)
        {
            int prompt = firstPrompt[group] + p;
            var k = HostDecodeStep.Host(denseKeys).Slice(p * size, size);
            var v = HostDecodeStep.Host(denseValues).Slice(p * size, size);
            foreach (int slot in slotsOfPrompt[prompt])
            {
                host.StorePrompt(layer, slot, k, v);
            }

            if (aside is not null)
            {
                aside[prompt].Keys[layer] = k.ToArray();
                aside[prompt].Values[layer] = v.ToArray();
            }
        }
    }

    /// <summary>What was set aside for a sequence's prompt; null when nothing is remembered.</summary>
    public (float[][] Keys, float[][] Values)? Kept(int sequence) => aside?[layout.PromptOf[sequence]];
}
