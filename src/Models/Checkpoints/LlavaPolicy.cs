using RL4VLM.Core.Stages;
using RL4VLM.Models.Generation;
using RL4VLM.Models.Llava;
using RL4VLM.Models.Lora;
using RL4VLM.Models.Tokenization;
using RL4VLM.Models.Vision;
using RL4VLM.Models.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace RL4VLM.Models.Checkpoints;

/// <summary>A LLaVA checkpoint: model, tokenizer, image processor, and, where present, adapter and value head. Not thread-safe.</summary>
public sealed class LlavaPolicy : PolicyModel
{
    private readonly CheckpointFiles files;
    private readonly string? baseDirectory;
    private readonly string? systemSentence;

    private LlavaPolicy(
        CheckpointFiles files, string? baseDirectory, string? systemSentence, LlavaModel model, AdapterSet? adapter, ValueHead? valueHead,
        ITokenizer tokenizer, ImageProcessor processor)
        : base(new PromptEncoder(tokenizer, processor, systemSentence, model.Config.ImageTokenIndex, model.Config.ImageTokenCount))
    {
        HostMemory.KeepFreed();
        this.files = files;
        this.baseDirectory = baseDirectory;
        this.systemSentence = systemSentence;
        Model = model;
        Adapter = adapter;
        ValueHead = valueHead;
    }

    public LlavaModel Model { get; }

    public HuggingFaceConfig Config => Model.Config;

    public override AdapterSet? Adapter { get; }

    public ValueHead? ValueHead { get; }

    public override Device Device => Model.Device;

    /// <summary>Placeholder tokens that one picture fills.</summary>
    public int ImageTokens => Config.ImageTokenCount;

    /// <summary>Reads a checkpoint folder: full weights in any of the known layouts, or an adapter whose base resolves.</summary>
    /// <exception cref="StageException">A file is missing, damaged, or of a kind this program does not implement.</exception>
    public static new LlavaPolicy Load(string directory, ModelOptions options)
    {
        string adapterPath = Path.Combine(directory, CheckpointFiles.AdapterConfigName);
        var adapterConfig = File.Exists(adapterPath) ? AdapterConfig.Parse(File.ReadAllText(adapterPath), adapterPath) : null;
        string weights = adapterConfig is null ? directory : CheckpointReader.ResolveBase(directory, adapterConfig, options.BaseDirectory);
        var files = CheckpointFiles.Read(File.Exists(Path.Combine(directory, CheckpointFiles.ConfigName)) ? directory : weights);
        var (config, system) = CheckpointReader.ReadConfig(files.Config, Path.Combine(weights, CheckpointFiles.ConfigName));
        var device = options.Device ?? CPU;
        using var scope = NewDisposeScope();
        bool lora = adapterConfig is not null || options.Lora is not null;

        var parameters = CheckpointReader.LoadWeights(weights, config, device, options.Dtype, options.Trainable && !lora);
        var model = new LlavaModel(config, parameters, device, options.Dtype);
        var random = new WeightInitializer(options.Seed);
        AdapterSet? adapter = null;
        if (adapterConfig is not null)
        {
            string file = Path.Combine(directory, CheckpointFiles.AdapterWeightsName);
            adapter = AdapterSet.Attach(model, adapterConfig, WeightFiles.Read(file), file, options.Trainable);
        }
        else if (options.Lora is { } spec)
        {
            adapter = AdapterSet.Create(model, AdapterConfig.Create(spec, Path.GetFullPath(weights)), random.Uniform, options.Trainable);
        }

        var head = CheckpointReader.LoadValueHead(directory, config.Text.HiddenSize, options, random, device);
        string? elsewhere = Path.GetFullPath(weights).TrimEnd('/') == Path.GetFullPath(directory).TrimEnd('/') && adapterConfig is not null ? null : weights;
        return new LlavaPolicy(files, elsewhere, system, model, adapter, head, Tokenization.Tokenizer.Parse(files.Tokenizer, files.TokenizerConfig, Path.Combine(weights, CheckpointFiles.TokenizerName)),
            new ImageProcessor(ImageProcessorConfig.Parse(files.Preprocessor, Path.Combine(weights, CheckpointFiles.PreprocessorName))));
    }

    /// <summary>A new model of the tiny preset with seeded weights: the same seed gives the same bytes.</summary>
    /// <param name="preset">Sizes.</param>
    /// <param name="tokenizerJson">tokenizer.json; must know <c>&lt;image&gt;</c>.</param>
    /// <param name="tokenizerConfigJson">tokenizer_config.json, when there is one.</param>
    /// <param name="seed">Seed of the weights.</param>
    /// <param name="options">Device, adapter and so on.</param>
    public static LlavaPolicy CreateTiny(TinyPreset preset, byte[] tokenizerJson, byte[]? tokenizerConfigJson, ulong seed, ModelOptions? options = null)
    {
        options ??= new ModelOptions();
        var tokenizer = Tokenization.Tokenizer.Parse(tokenizerJson, tokenizerConfigJson);
        int imageToken = tokenizer.TokenToId(PromptEnvelope.ImagePlaceholder)
            ?? throw StageException.Corrupt(CheckpointFiles.TokenizerName, $"it has no token {PromptEnvelope.ImagePlaceholder}");
        var files = new CheckpointFiles(
            System.Text.Encoding.UTF8.GetBytes(preset.ConfigJson(tokenizer.VocabularySize, imageToken, tokenizer.BosId, tokenizer.EosId, tokenizer.PadId)),
            System.Text.Encoding.UTF8.GetBytes(preset.PreprocessorJson()),
            System.Text.Encoding.UTF8.GetBytes(TinyPreset.GenerationJson(tokenizer.BosId, tokenizer.EosId, tokenizer.PadId)),
            tokenizerJson, tokenizerConfigJson);
        var (config, system) = CheckpointReader.ReadConfig(files.Config, CheckpointFiles.ConfigName);
        var device = options.Device ?? CPU;
        using var scope = NewDisposeScope();
        var random = new WeightInitializer(seed);
        var parameters = new ParameterSet();
        foreach (var (name, shape, used) in LlavaShapes.List(config))
        {
            var value = tensor(random.Values(name, shape), shape).to(device).to_type(options.Dtype);
            parameters.Add(name, value.requires_grad_(used && options.Trainable && options.Lora is null));
        }

        var model = new LlavaModel(config, parameters, device, options.Dtype);
        var adapter = options.Lora is { } spec ? AdapterSet.Create(model, AdapterConfig.Create(spec, null), random.Uniform, options.Trainable) : null;
        var head = CheckpointReader.NewValueHead(options.ValueHead ?? preset.ValueHead, preset.Hidden, random, device, options.Trainable);
        return new LlavaPolicy(files, null, system, model, adapter, head, tokenizer, new ImageProcessor(ImageProcessorConfig.Parse(files.Preprocessor)));
    }

    /// <summary>Writes the folder in Hugging Face layout: full weights, or the adapter alone when its base lies elsewhere.</summary>
    /// <param name="directory">Created when missing.</param>
    /// <param name="baseModel">What adapter_config.json calls its base; null: the folder it was loaded from.</param>
    public override void Save(string directory, string? baseModel = null)
    {
        Directory.CreateDirectory(directory);
        files.Write(directory);
        if (Adapter is not null)
        {
            File.WriteAllText(Path.Combine(directory, CheckpointFiles.AdapterConfigName), Adapter.Config.ToJson(baseModel ?? baseDirectory ?? "."));
            WeightFiles.Write(Path.Combine(directory, CheckpointFiles.AdapterWeightsName), Adapter.Stored());
        }

        // An adapter on weights that lie nowhere else brings them along.
        if (Adapter is null || (baseModel ?? baseDirectory) is null)
        {
            WeightFiles.Write(
                Path.Combine(directory, CheckpointFiles.WeightsName),
                Model.Parameters.All().Select(entry => (CheckpointNames.Published(entry.Name), entry.Tensor)));
        }

        if (ValueHead is not null)
        {
            WeightFiles.Write(Path.Combine(directory, CheckpointFiles.ValueHeadName), ValueHead.Parameters.All());
        }
    }

    /// <summary>Token ids of a task's prompt in the chat frame, the image placeholder repeated once per image token.</summary>
    public int[] BuildPromptIds(string prompt) => Prompts.BuildPromptIds(prompt);

    /// <summary>Token ids of a text taken as it is: begin-of-sequence in front, each <c>&lt;image&gt;</c> repeated once per image token.</summary>
    public int[] EncodePrompt(string text) => Prompts.Encode(text);

    /// <summary>The weights that training changes, in a stable order: Hugging Face's names, PEFT's for an adapter, <c>value_head.…</c>.</summary>
    public override IReadOnlyList<(string Name, Tensor Tensor)> TrainableParameters() =>
    [
        .. Model.Parameters.Trainable(),
        .. Adapter is null ? [] : Adapter.Parameters.Trainable().Select(entry => (AdapterSet.TrainingName(entry.Name), entry.Tensor)),
        .. ValueHead is null ? [] : ValueHead.Parameters.Trainable().Select(entry => ("value_head." + entry.Name, entry.Tensor)),
    ];

    /// <summary>Scores a batch. Runs with gradients unless the caller has switched them off.</summary>
    /// <param name="batch">Prompts and answers.</param>
    /// <param name="detachValue">Keeps the value head's gradient out of the trunk.</param>
    public override ForwardResult Forward(SequenceBatch batch, bool detachValue = false)
    {
        using var scope = NewDisposeScope();
        var (layout, inputs) = Prepare(batch);
        var hidden = Model.Decoder.Predicting(inputs, layout); // [Σ counts, hidden]
        var logits = Model.Decoder.Logits(hidden).to_type(ScalarType.Float32);
        Tensor? values = null;
        if (ValueHead is not null)
        {
            var first = new long[batch.Counts.Length];
            for (int i = 1; i < first.Length; i++)
            {
                first[i] = first[i - 1] + batch.Counts[i - 1];
            }

            var prompt = Rows.Gather(hidden, first);
            values = ValueHead.Forward(detachValue ? prompt.detach() : prompt);
        }

        long[] ids = [.. batch.Sequences.SelectMany(sequence => sequence.OutputIds.Select(id => (long)id))];
        return new ForwardResult
        {
            Logits = logits.MoveToOuterDisposeScope(),
            TokenIds = tensor(ids, device: Device).MoveToOuterDisposeScope(),
            Counts = batch.Counts,
            Values = values?.MoveToOuterDisposeScope(),
        };
    }

    /// <summary>Every position's states of one sequence, for inspection: float32, shapes in <see cref="InspectionResult"/>.</summary>
    public InspectionResult Inspect(float[]? pixels, int[] ids)
    {
        using var scope = NewDisposeScope();
        var pictures = new PictureBatch(Config.Vision);
        int picture = pictures.Add(pixels, 0);
        var layout = TokenLayout.Build([new LayoutSequence(picture, ids, default)], Config.ImageTokenIndex, ImageTokens);
        var features = pictures.Count == 0 ? null : Model.ImageFeatures(pictures.Patches());
        var (final, residuals) = Model.Decoder.Everywhere(Model.Inputs(layout, features), layout);
        return new InspectionResult
        {
            ImageFeatures = features?[0].to_type(ScalarType.Float32).MoveToOuterDisposeScope(),
            Residuals = [.. residuals.Select(state => state.to_type(ScalarType.Float32).MoveToOuterDisposeScope())],
            Hidden = final.to_type(ScalarType.Float32).MoveToOuterDisposeScope(),
            Logits = Model.Decoder.Logits(final).to_type(ScalarType.Float32).MoveToOuterDisposeScope(),
        };
    }

    /// <summary>
    /// A copy that training does not touch (the reference of a KL term). Frozen base weights are shared with this model, which must outlive the copy.
    /// </summary>
    public LlavaPolicy Clone()
    {
        using var scope = NewDisposeScope();
        var parameters = new ParameterSet();
        foreach (var (name, value) in Model.Parameters.All())
        {
            if (value.requires_grad || Adapter is null)
            {
                parameters.Add(name, value.detach().clone());
            }
            else
            {
                parameters.AddShared(name, value);
            }
        }

        var model = new LlavaModel(Config, parameters, Device, Model.Dtype);
        var adapter = Adapter is null ? null : AdapterSet.Copy(model, Adapter);
        ValueHead? head = null;
        if (ValueHead is not null)
        {
            var copy = new ParameterSet();
            foreach (var (name, value) in ValueHead.Parameters.All())
            {
                copy.Add(name, value.detach().clone());
            }

            head = new ValueHead(copy);
        }

        return new LlavaPolicy(files, baseDirectory, systemSentence, model, adapter, head, Tokenizer, Processor);
    }

    internal override IGenerationSession Begin(int slots) => new GenerationSession(this, slots);

    public override void Dispose()
    {
        ValueHead?.Parameters.Dispose();
        Adapter?.Dispose();
        Model.Dispose();
    }

    private (TokenLayout Layout, Tensor Inputs) Prepare(SequenceBatch batch)
    {
        var pictures = new PictureBatch(Config.Vision);
        var sequences = new LayoutSequence[batch.Sequences.Count];
        for (int i = 0; i < sequences.Length; i++)
        {
            var sequence = batch.Sequences[i];
            sequences[i] = new LayoutSequence(pictures.Add(sequence.Pixels, sequence.ImageKey), sequence.PromptIds, sequence.OutputIds.AsMemory(..^1));
        }

        var layout = TokenLayout.Build(sequences, Config.ImageTokenIndex, ImageTokens);
        var features = pictures.Count == 0 ? null : Model.ImageFeatures(pictures.Patches());
        return (layout, Model.Inputs(layout, features));
    }
}
