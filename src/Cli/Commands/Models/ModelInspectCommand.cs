using System.CommandLine;
using System.Globalization;
using RL4VLM.Cli.Output;
using RL4VLM.Core.Stages;
using RL4VLM.Models.Checkpoints;

namespace RL4VLM.Cli.Commands.Models;

/// <summary><c>rl4vlm model inspect DIR</c>: what a checkpoint folder holds.</summary>
internal static class ModelInspectCommand
{
    public static Command Create(CommandConsole console)
    {
        var command = new Command("inspect", "Shows sizes, parameters, tokenizer and adapter of a checkpoint folder.");
        var directory = new Argument<string>("DIR") { Description = "a checkpoint folder" };
        var tensors = new Option<bool>("--tensors") { Description = "lists every tensor" };
        command.Add(directory);
        command.Add(tensors);
        return command.Does(console, (parsed, own, _) =>
        {
            string folder = parsed.GetRequiredValue(directory);
            if (!Directory.Exists(folder)) throw new StageException(ExitCodes.Usage, $"{folder}: there is no such folder");
            using LlavaPolicy model = LlavaPolicy.Load(folder, new ModelOptions { Trainable = true });
            Show(model, Path.GetFullPath(folder), parsed.GetValue(tensors), own);
            return Task.FromResult(ExitCodes.Done);
        });
    }

    private static void Show(LlavaPolicy model, string folder, bool withTensors, CommandConsole console)
    {
        var trainable = model.TrainableParameters();
        // With an adapter the base is frozen, so the trainable ones are what the base's list lacks; without one only the value head is.
        var weights = model.Model.Parameters.All().ToList();
        HashSet<string> known = [.. weights.Select(entry => entry.Name)];
        weights.AddRange(trainable.Where(entry => !known.Contains(entry.Name)));
        long total = weights.Sum(entry => entry.Tensor.NumberOfElements);
        long trained = trainable.Sum(entry => entry.Tensor.NumberOfElements);
        var config = model.Config;
        var json = new JsonFields
        {
            { "directory", folder },
            { "modelType", config.ModelType },
            { "parameters", total },
            { "trainableParameters", trained },
            { "vocabulary", model.Tokenizer.VocabularySize },
            { "tokenizerHash", model.Tokenizer.Hash },
            { "imageSize", config.Vision.ImageSize },
            { "patchSize", config.Vision.PatchSize },
            { "imageTokens", model.ImageTokens },
            { "visionLayers", config.Vision.LayerCount },
            { "visionHiddenSize", config.Vision.HiddenSize },
            { "layers", config.Text.LayerCount },
            { "hiddenSize", config.Text.HiddenSize },
            { "heads", config.Text.HeadCount },
            { "keyValueHeads", config.Text.KeyValueHeadCount },
            { "adapter", model.Adapter is not null },
            { "valueHead", model.ValueHead is not null },
        };
        if (withTensors)
        {
            json.Add("tensors", weights.Select(entry => new JsonFields
            {
                { "name", entry.Name }, { "dtype", entry.Tensor.dtype.ToString() }, { "shape", entry.Tensor.shape },
            }));
        }

        console.Result(json, writer =>
        {
            writer.WriteLine(folder);
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {config.ModelType}, {total:#,0} parameters, {trained:#,0} of them trained"));
            writer.WriteLine($"  vision     {config.Vision.ImageSize}×{config.Vision.ImageSize} pixels, patches of {config.Vision.PatchSize}, {config.Vision.LayerCount} layers of {config.Vision.HiddenSize}, {model.ImageTokens} image tokens");
            writer.WriteLine($"  decoder    {config.Text.LayerCount} layers of {config.Text.HiddenSize}, {config.Text.HeadCount} heads, {config.Text.KeyValueHeadCount} key/value heads");
            writer.WriteLine($"  tokenizer  {model.Tokenizer.VocabularySize} tokens, {model.Tokenizer.Hash[..12]}");
            writer.WriteLine($"  adapter    {(model.Adapter is null ? "none" : "yes")}");
            writer.WriteLine($"  value head {(model.ValueHead is null ? "none" : "yes")}");
            if (!withTensors) return;
            writer.WriteLine();
            foreach ((string name, TorchSharp.torch.Tensor tensor) in weights) writer.WriteLine($"  {name}  [{string.Join(", ", tensor.shape)}]  {tensor.dtype}");
        });
    }
}
