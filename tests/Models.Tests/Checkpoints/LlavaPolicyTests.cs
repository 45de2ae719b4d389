using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;
using RL4VLM.Models.Checkpoints;
using RL4VLM.Models.Llava;
using RL4VLM.Models.Tests.Llava;
using TorchSharp;
using static TorchSharp.torch;

namespace RL4VLM.Models.Tests.Checkpoints;

public sealed class LlavaPolicyTests
{
    [Fact]
    public void TheSameSeedGivesTheSameFiles()
    {
        string a = TinyModels.TemporaryFolder(), b = TinyModels.TemporaryFolder();
        using (var first = TinyModels.Create())
        using (var second = TinyModels.Create())
        {
            first.Save(a);
            second.Save(b);
        }

        foreach (string file in Directory.GetFiles(a).Select(path => Path.GetFileName(path)!))
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(a, file)), File.ReadAllBytes(Path.Combine(b, file)));
        }

        Assert.Equal(7, Directory.GetFiles(a).Length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SavedModelsLoadAsTheyWere(bool tied)
    {
        string folder = TinyModels.TemporaryFolder();
        using var original = TinyModels.Create(preset: new TinyPreset { TieEmbeddings = tied, Background = (53, 101, 77), KeyValueHeads = 1, VisionLayers = 3, FeatureLayer = -2 });
        original.Save(folder);
        using var loaded = LlavaPolicy.Load(folder, new ModelOptions());
        Assert.Equal(Scores(original), Scores(loaded));
        Assert.Equal(original.TrainableParameters().Select(p => p.Name), loaded.TrainableParameters().Select(p => p.Name));
        Assert.Equal(original.BuildPromptIds("Hello"), loaded.BuildPromptIds("Hello"));
    }

    [Fact]
    public void EveryTrainableWeightReceivesAGradient()
    {
        using var policy = TinyModels.Create();
        using var scope = NewDisposeScope();
        using var result = policy.Forward(Batch(policy));
        (result.Logits.log_softmax(-1).gather(1, result.TokenIds.unsqueeze(1)).mean() + result.Values!.mean()).backward();
        Assert.All(policy.TrainableParameters(), parameter => Assert.True(parameter.Tensor.grad is not null, parameter.Name));
    }

    [Fact]
    public void ADetachedValueLeavesTheTrunkAlone()
    {
        using var policy = TinyModels.Create();
        using var scope = NewDisposeScope();
        using var result = policy.Forward(Batch(policy), detachValue: true);
        result.Values!.sum().backward();
        Assert.All(policy.TrainableParameters(), parameter => Assert.Equal(parameter.Name.StartsWith("value_head.", StringComparison.Ordinal), parameter.Tensor.grad is not null));
    }

    [Fact]
    public void SharedPromptsGiveTheSameLogitsAndGradients()
    {
        using var policy = TinyModels.Create();
        using var scope = NewDisposeScope();
        var batch = Batch(policy);
        var (together, gradients) = Gradients(policy, batch.Sequences);
        var alone = new List<float>();
        foreach (var (_, tensor) in policy.TrainableParameters())
        {
            tensor.grad?.zero_();
        }

        foreach (var sequence in batch.Sequences)
        {
            using var result = policy.Forward(new SequenceBatch([sequence]));
            result.Logits.log_softmax(-1).gather(1, result.TokenIds.unsqueeze(1)).sum().backward();
            alone.AddRange(RecordedModel.Floats(result.Logits));
        }

        Assert.All(together.Zip(alone), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        foreach (var (name, tensor) in policy.TrainableParameters().Where(p => p.Tensor.grad is not null))
        {
            RecordedModel.Near(gradients[name], tensor.grad!, 1e-3, name);
        }
    }

    [Fact]
    public void ANewAdapterChangesNothingAndTrainsAlone()
    {
        using var plain = LlavaPolicy.Load(RecordedModel.Folder, new ModelOptions());
        using var adapted = LlavaPolicy.Load(RecordedModel.Folder, new ModelOptions { Lora = new LoraSpec { Rank = 4, Alpha = 8 }, ValueHead = [16] });
        Assert.All(Scores(plain, "base-60x60").Zip(Scores(adapted, "base-60x60")), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        Assert.All(adapted.TrainableParameters(), p => Assert.True(p.Name.Contains(".lora_", StringComparison.Ordinal) || p.Name.StartsWith("value_head.", StringComparison.Ordinal)));
        // Decoder 3 × 7, projector 2, two of three tower layers × 6; each A and B; two layers of the head.
        Assert.Equal((2 * ((3 * 7) + 2 + (2 * 6))) + 4, adapted.TrainableParameters().Count);
    }

    [Fact]
    public void AdaptersSaveInTheirOwnLayoutAndReadBack()
    {
        string folder = TinyModels.TemporaryFolder();
        using var adapted = LlavaPolicy.Load(Path.Combine(RecordedModel.Folder, "adapter"), new ModelOptions());
        adapted.Save(folder, RecordedModel.Folder);
        using var again = LlavaPolicy.Load(folder, new ModelOptions());
        Assert.Equal(Scores(adapted, "base-60x60"), Scores(again, "base-60x60"));
        string[] Names(string file) => [.. WeightFiles.Read(file).Select(entry => entry.Name)];
        Assert.Equal(Names(Path.Combine(RecordedModel.Folder, "adapter", "adapter_model.safetensors")), Names(Path.Combine(folder, "adapter_model.safetensors")));
    }

    [Fact]
    public void AnAdapterOnNewWeightsBringsThemAlong()
    {
        string first = TinyModels.TemporaryFolder(), second = TinyModels.TemporaryFolder();
        using var original = TinyModels.Create(options: new ModelOptions { Lora = new LoraSpec { Rank = 2, Alpha = 4 } });
        original.Save(first);
        using (var loaded = LlavaPolicy.Load(first, new ModelOptions()))
        {
            Assert.Equal(Scores(original), Scores(loaded));
            Assert.Equal(original.TrainableParameters().Select(p => p.Name), loaded.TrainableParameters().Select(p => p.Name));
            loaded.Save(second);
        }

        Directory.Delete(first, true);
        using var again = LlavaPolicy.Load(second, new ModelOptions());
        Assert.Equal(Scores(original), Scores(again));
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("memory-with-vision-model")]
    [InlineData("original")]
    public void EveryKeyLayoutLoads(string layout)
    {
        string folder = TinyModels.TemporaryFolder();
        foreach (string file in Directory.GetFiles(RecordedModel.Folder))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        File.Delete(Path.Combine(folder, "model.safetensors"));
        WeightFiles.Write(Path.Combine(folder, "model.safetensors"), WeightFiles.Read(Path.Combine(RecordedModel.Folder, "model.safetensors")).Select(entry => (Rename(entry.Name, layout), entry.Tensor)));
        using var expected = LlavaPolicy.Load(RecordedModel.Folder, new ModelOptions());
        using var actual = LlavaPolicy.Load(folder, new ModelOptions());
        Assert.Equal(Scores(expected, "base-60x60"), Scores(actual, "base-60x60"));
    }

    [Fact]
    public void ACloneKeepsItsWeightsWhileTheOriginalTrains()
    {
        using var policy = TinyModels.Create();
        using var clone = policy.Clone();
        float[] before = Scores(clone);
        using (no_grad())
        {
            foreach (var (_, tensor) in policy.TrainableParameters())
            {
                tensor.add_(0.01);
            }
        }

        Assert.Equal(before, Scores(clone));
        Assert.NotEqual(before, Scores(policy));
        Assert.Empty(clone.TrainableParameters());
    }

    [Fact]
    public void AMissingWeightIsNamed()
    {
        string folder = TinyModels.TemporaryFolder();
        using var policy = TinyModels.Create();
        policy.Save(folder);
        string file = Path.Combine(folder, "model.safetensors");
        var kept = WeightFiles.Read(file).Where(entry => !entry.Name.EndsWith("layers.1.mlp.up_proj.weight", StringComparison.Ordinal)).ToList();
        WeightFiles.Write(file, kept);
        var error = Assert.Throws<StageException>(() => LlavaPolicy.Load(folder, new ModelOptions()));
        Assert.Equal(ExitCodes.CorruptInput, error.ExitCode);
        Assert.Contains("language_model.model.layers.1.mlp.up_proj.weight", error.Message, StringComparison.Ordinal);
    }

    private static string Rename(string published, string layout)
    {
        string name = CheckpointNames.Canonical(published)!;
        if (layout == "memory")
        {
            return name;
        }

        if (layout == "memory-with-vision-model")
        {
            return name.Replace("model.vision_tower.", "model.vision_tower.vision_model.", StringComparison.Ordinal);
        }

        return name
            .Replace("model.language_model.", "model.", StringComparison.Ordinal)
            .Replace("model.vision_tower.", "model.vision_tower.vision_tower.vision_model.", StringComparison.Ordinal)
            .Replace("model.multi_modal_projector.linear_1.", "model.mm_projector.0.", StringComparison.Ordinal)
            .Replace("model.multi_modal_projector.linear_2.", "model.mm_projector.2.", StringComparison.Ordinal);
    }

    private static SequenceBatch Batch(LlavaPolicy policy)
    {
        int[] first = policy.BuildPromptIds("What is the number?"), second = policy.BuildPromptIds("Say the action now.");
        return new SequenceBatch(
        [
            new TrainingSequence(TinyModels.Picture(1), 1, first, [10, 11, 12, 2]),
            new TrainingSequence(TinyModels.Picture(1), 1, first, [10, 2]),
            new TrainingSequence(TinyModels.Picture(2), 2, second, [20, 21, 2]),
            new TrainingSequence(TinyModels.Picture(2), 2, first, [2]),
            new TrainingSequence(TinyModels.Picture(1), 1, first, [10, 30, 31, 32, 33, 2]),
        ]);
    }

    private static (float[] Logits, Dictionary<string, Tensor> Gradients) Gradients(LlavaPolicy policy, IReadOnlyList<TrainingSequence> sequences)
    {
        using var result = policy.Forward(new SequenceBatch(sequences));
        result.Logits.log_softmax(-1).gather(1, result.TokenIds.unsqueeze(1)).sum().backward();
        return (RecordedModel.Floats(result.Logits), policy.TrainableParameters().Where(p => p.Tensor.grad is not null).ToDictionary(p => p.Name, p => p.Tensor.grad!.clone()));
    }

    private static float[] Scores(LlavaPolicy policy)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var result = policy.Forward(Batch(policy));
        return [.. RecordedModel.Floats(result.Logits), .. RecordedModel.Floats(result.Values!)];
    }

    private static float[] Scores(LlavaPolicy policy, string name)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        int[] ids = RecordedModel.Integers(RecordedModel.Case(name).GetProperty("input_ids"));
        return RecordedModel.Floats(policy.Inspect(RecordedModel.Pixels(name), ids).Logits);
    }
}
