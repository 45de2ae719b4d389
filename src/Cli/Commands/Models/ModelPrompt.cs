using System.CommandLine;
using RL4VLM.Cli.Runs;
using RL4VLM.Core.Stages;
using RL4VLM.Models.Checkpoints;
using RL4VLM.Models.Vision;

namespace RL4VLM.Cli.Commands.Models;

/// <summary>The options with which a prompt is given to a checkpoint folder.</summary>
internal sealed class ModelPrompt
{
    private readonly Option<string> model = new("--model") { Description = "a checkpoint folder", HelpName = "DIR", Required = true };
    private readonly Option<string> prompt = new("--prompt") { Description = "the prompt; with --image and without <image> in it, it is put into the model's chat frame", HelpName = "TEXT", Required = true };
    private readonly Option<string?> image = new("--image") { Description = "a PNG picture", HelpName = "FILE" };

    public ModelPrompt(Command command)
    {
        command.Add(model);
        command.Add(prompt);
        command.Add(image);
    }

    /// <summary>Loads the folder and prepares the prompt. The caller disposes the model.</summary>
    public (LlavaPolicy Model, PixelValues? Pixels, int[] Ids) Load(ParseResult parsed)
    {
        string folder = parsed.GetRequiredValue(model), text = parsed.GetRequiredValue(prompt);
        if (!Directory.Exists(folder)) throw new StageException(ExitCodes.Usage, $"--model {folder}: there is no such folder");
        string? file = parsed.GetValue(image);
        bool framed = file is not null && !text.Contains("<image>", StringComparison.Ordinal);
        LlavaPolicy loaded = LlavaPolicy.Load(folder, new ModelOptions { Trainable = false });
        try
        {
            PixelValues? pixels = file is null ? null : loaded.Processor.Process(Pictures.Load(file));
            int[] ids = framed ? loaded.BuildPromptIds(text) : loaded.EncodePrompt(text);
            return pixels is not null || !ids.Contains(loaded.Config.ImageTokenIndex)
                ? (loaded, pixels, ids)
                : throw new StageException(ExitCodes.Usage, "--image is missing: the prompt has <image> in it");
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }
}
