using System.Runtime.InteropServices;
using RL4VLM.Core.Stages;
using RL4VLM.Models.Checkpoints;
using RL4VLM.Models.Generation;
using RL4VLM.Models.Llava;
using RL4VLM.Models.Tokenization;
using RL4VLM.Models.Vision;
using TorchSharp;
using static TorchSharp.torch;

namespace RL4VLM.Models.Convolutional;

/// <summary>The CNN+RL baseline of arXiv 2405.10292, section 6: convolutions over the picture, an action head and a value head. An answer is
/// one token; prompts are not read.</summary>
public sealed class CnnPolicy : PolicyModel
{
    internal const int Kernel = 4;
    private const int Stride = 2, Padding = 1;

    private readonly CheckpointFiles files;
    private readonly CnnConfig config;
    private readonly ParameterSet parameters;

    private CnnPolicy(CheckpointFiles files, CnnConfig config, ParameterSet parameters, Device device, PromptEncoder prompts)
        : base(prompts)
    {
        HostMemory.KeepFreed();
        (this.files, this.config, this.parameters, Device) = (files, config, parameters, device);
    }

    public override Device Device { get; }

    internal int Answers => config.Answers;

    /// <summary>New weights: the same seed gives the same bytes.</summary>
    /// <param name="preset">Says how pictures are processed: as for the tiny preset.</param>
    /// <param name="answers">Texts to choose among; none twice.</param>
    /// <param name="seed">Seed of the weights.</param>
    /// <param name="options">Device and whether gradients are wanted.</param>
    public static CnnPolicy Create(TinyPreset preset, IReadOnlyList<string> answers, ulong seed, ModelOptions options)
    {
        CnnConfig config = CnnConfig.Create(answers.Count) with { ImageSize = preset.ImageSize };
        var (tokenizer, settings) = AnswerTokenizer.Create(answers);
        var files = new CheckpointFiles(config.ToJson(), System.Text.Encoding.UTF8.GetBytes(preset.PreprocessorJson()), null, tokenizer, settings);
        var random = new WeightInitializer(seed);
        return Build(files, config, options, (name, shape) => tensor(random.Values(name, shape), shape), "");
    }

    /// <summary>Reads a checkpoint folder.</summary>
    /// <exception cref="StageException">A file is missing or damaged.</exception>
    public static new CnnPolicy Load(string directory, ModelOptions options)
    {
        CheckpointFiles files = CheckpointFiles.Read(directory);
        CnnConfig config = CnnConfig.Parse(files.Config, Path.Combine(directory, CheckpointFiles.ConfigName));
        string weights = Path.Combine(directory, CheckpointFiles.WeightsName);
        using var scope = NewDisposeScope();
        Dictionary<string, Tensor> stored = WeightFiles.Read(weights).ToDictionary(entry => entry.Name, entry => entry.Tensor);
        return Build(files, config, options, (name, shape) =>
            !stored.TryGetValue(name, out Tensor? value) ? throw StageException.Corrupt(weights, $"the weight {name} is missing")
            : value.shape.SequenceEqual(shape) ? value
            : throw StageException.Corrupt(weights, $"{name} has shape [{string.Join(", ", value.shape)}], but config.json calls for [{string.Join(", ", shape)}]"), directory);
    }

    /// <remarks>One picture may stand in many sequences: each is seen once. Of an answer only its first token counts, which is all of it.</remarks>
    public override ForwardResult Forward(SequenceBatch batch, bool detachValue = false)
    {
        using var scope = NewDisposeScope();
        var distinct = new Dictionary<(ulong, float[]?), int>();
        var pictures = new List<float[]>();
        long[] rows = [.. batch.Sequences.Select(sequence => (long)IndexOf(sequence.Pixels, sequence.ImageKey, distinct, pictures))];
        var seen = Rows.Gather(See(pictures), rows); // [sequences, hidden]
        long[] ids = [.. batch.Sequences.Select(sequence => sequence.OutputIds[0] is var id && id < config.Answers ? (long)id
            : throw StageException.Corrupt("answers", $"token {id} is none of the {config.Answers} answers this model chooses among"))];
        return new ForwardResult
        {
            Logits = Act(seen).MoveToOuterDisposeScope(),
            TokenIds = tensor(ids, device: Device).MoveToOuterDisposeScope(),
            Counts = [.. Enumerable.Repeat(1, ids.Length)],
            Values = Value(detachValue ? seen.detach() : seen).MoveToOuterDisposeScope(),
        };
    }

    public override IReadOnlyList<(string Name, Tensor Tensor)> TrainableParameters() => [.. parameters.Trainable()];

    public override void Save(string directory, string? baseModel = null)
    {
        Directory.CreateDirectory(directory);
        files.Write(directory);
        WeightFiles.Write(Path.Combine(directory, CheckpointFiles.WeightsName), parameters.All());
    }

    public override void Dispose() => parameters.Dispose();

    internal override IGenerationSession Begin(int slots) => new CnnSession(this);

    /// <summary>[pictures, hidden] of distinct pictures, each [3, size, size].</summary>
    internal Tensor See(IReadOnlyList<float[]> pictures)
    {
        using var scope = NewDisposeScope();
        long side = config.ImageSize;
        var batch = empty([pictures.Count, 3, side, side], ScalarType.Float32);
        Span<float> values = MemoryMarshal.Cast<byte, float>(batch.bytes);
        int length = 3 * config.ImageSize * config.ImageSize;
        for (int i = 0; i < pictures.Count; i++)
        {
            if (pictures[i].Length != length) throw new ArgumentException($"a picture has {pictures[i].Length} values, but the model takes {length}: use the checkpoint's own preprocessor_config.json");
            pictures[i].CopyTo(values[(i * length)..]);
        }

        Tensor x = batch.to(Device);
        for (int i = 0; i < config.Channels.Length; i++)
        {
            x = nn.functional.conv2d(x, parameters[$"convolutions.{i}.weight"], parameters[$"convolutions.{i}.bias"], [Stride, Stride], [Padding, Padding]).relu();
        }

        return Kernels.Linear(x.flatten(1), parameters["hidden.weight"], parameters["hidden.bias"]).relu().MoveToOuterDisposeScope();
    }

    /// <summary>[rows, answers]</summary>
    internal Tensor Act(Tensor seen) => Kernels.Linear(seen, parameters["action_head.weight"], parameters["action_head.bias"]);

    /// <summary>[rows]</summary>
    internal Tensor Value(Tensor seen) => Kernels.Linear(seen, parameters["value_head.weight"], parameters["value_head.bias"]).view(-1);

    /// <summary>Equal keys promise equal pixels; without one, the array itself tells.</summary>
    internal static int IndexOf(float[]? pixels, ulong key, Dictionary<(ulong, float[]?), int> known, List<float[]> pictures)
    {
        if (pixels is null) throw new ArgumentException("this model sees pictures only, and there is none");
        (ulong, float[]?) name = key != 0 ? (key, null) : (0, pixels);
        if (!known.TryGetValue(name, out int index))
        {
            known[name] = index = pictures.Count;
            pictures.Add(pixels);
        }

        return index;
    }

    private static CnnPolicy Build(CheckpointFiles files, CnnConfig config, ModelOptions options, Func<string, long[], Tensor> values, string directory)
    {
        Device device = options.Device ?? CPU;
        using var scope = NewDisposeScope();
        var parameters = new ParameterSet();
        foreach (var (name, shape) in config.Shapes())
        {
            parameters.Add(name, values(name, shape).to(device).to_type(ScalarType.Float32).requires_grad_(options.Trainable));
        }

        ITokenizer tokenizer = Tokenization.Tokenizer.Parse(files.Tokenizer, files.TokenizerConfig, Path.Combine(directory, CheckpointFiles.TokenizerName));
        var processor = new ImageProcessor(ImageProcessorConfig.Parse(files.Preprocessor, Path.Combine(directory, CheckpointFiles.PreprocessorName)));
        return new CnnPolicy(files, config, parameters, device, new PromptEncoder(tokenizer, processor));
    }
}
