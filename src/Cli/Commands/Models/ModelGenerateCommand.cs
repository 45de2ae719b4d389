using System.CommandLine;
using RL4VLM.Cli.Output;
using RL4VLM.Core.Stages;
using RL4VLM.Models.Checkpoints;
using RL4VLM.Models.Generation;
using RL4VLM.Models.Vision;

namespace RL4VLM.Cli.Commands.Models;

/// <summary><c>rl4vlm model generate</c>: one answer of a checkpoint folder.</summary>
internal static class ModelGenerateCommand
{
    public static Command Create(CommandConsole console)
    {
        var command = new Command("generate", "Writes the model's answer to a prompt and a picture.");
        var prompt = new ModelPrompt(command);
        var temperature = new Option<double>("--temperature") { Description = "0 is greedy", HelpName = "X" };
        var maximum = new Option<int>("--max-new-tokens") { Description = "longest answer", HelpName = "N", DefaultValueFactory = _ => 256 };
        var seed = new Option<int>("--seed") { Description = "of the sampling noise", HelpName = "S", DefaultValueFactory = _ => 1 };
        command.Add(temperature);
        command.Add(maximum);
        command.Add(seed);
        return command.Does(console, (parsed, own, cancellation) =>
        {
            if (parsed.GetValue(temperature) < 0) throw new StageException(ExitCodes.Usage, "--temperature must be 0 (greedy) or more");
            if (parsed.GetValue(maximum) < 1) throw new StageException(ExitCodes.Usage, "--max-new-tokens must be at least 1");
            (LlavaPolicy model, PixelValues? pixels, int[] ids) = prompt.Load(parsed);
            using (model)
            {
                var source = new OneRequest(new GenerationRequest(
                    pixels?.Values, ids, parsed.GetValue(temperature), parsed.GetValue(maximum), new SamplingRandom((ulong)parsed.GetValue(seed)), pixels?.Key ?? 0));
                Generator.Run(model, source, cancellation);
                GenerationResult result = source.Result!;
                string text = model.Tokenizer.Decode(result.OutputIds, skipSpecialTokens: true);
                own.Result(
                    new JsonFields
                    {
                        { "text", text },
                        { "outputIds", result.OutputIds },
                        { "logProbabilities", result.LogProbabilities },
                        { "value", model.ValueHead is null ? null : result.Value },
                        { "finishReason", result.FinishReason.ToString().ToLowerInvariant() },
                        { "promptTokens", ids.Length },
                    },
                    writer => writer.WriteLine(text));
            }

            return Task.FromResult(ExitCodes.Done);
        });
    }

    private sealed class OneRequest(GenerationRequest request) : IRequestSource
    {
        private bool asked;

        public GenerationResult? Result { get; private set; }

        public int Slots => 1;

        public GenerationRequest? Next(int slot)
        {
            if (asked) return null;
            asked = true;
            return request;
        }

        public void Complete(int slot, GenerationResult result) => Result = result;
    }
}
