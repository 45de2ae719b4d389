using System.CommandLine;
using System.Globalization;
using RL4VLM.Cli.Output;
using RL4VLM.Core.Stages;
using RL4VLM.Models.Checkpoints;
using RL4VLM.Models.Vision;
using TorchSharp;

namespace RL4VLM.Cli.Commands.Models;

/// <summary><c>rl4vlm model logits</c>: the next-token distribution after a prompt.</summary>
internal static class ModelLogitsCommand
{
    public static Command Create(CommandConsole console)
    {
        var command = new Command("logits", "Shows the most likely next tokens after a prompt.");
        var prompt = new ModelPrompt(command);
        var top = new Option<int>("--top") { Description = "how many tokens", HelpName = "N", DefaultValueFactory = _ => 10 };
        command.Add(top);
        return command.Does(console, (parsed, own, _) =>
        {
            (LlavaPolicy model, PixelValues? pixels, int[] ids) = prompt.Load(parsed);
            using (model)
            {
                float[] logits = Last(model, pixels, ids);
                double shift = logits.Max();
                double normalizer = shift + Math.Log(logits.Sum(value => Math.Exp(value - shift)));
                int[] order = [.. Enumerable.Range(0, logits.Length).OrderByDescending(id => logits[id]).ThenBy(id => id).Take(Math.Max(1, parsed.GetValue(top)))];
                own.Result(
                    new JsonFields
                    {
                        { "promptTokens", ids.Length },
                        { "promptIds", ids },
                        {
                            "top", order.Select(id => new JsonFields
                            {
                                { "id", id }, { "token", model.Tokenizer.IdToToken(id) }, { "logit", logits[id] }, { "logProbability", logits[id] - normalizer },
                            })
                        },
                    },
                    writer =>
                    {
                        var table = new TextTable("token", "id", "logit", "log-probability");
                        foreach (int id in order)
                        {
                            table.Row(model.Tokenizer.IdToToken(id), id.ToString(CultureInfo.InvariantCulture), Format.Number(logits[id], "0.0000"), Format.Number(logits[id] - normalizer, "0.0000"));
                        }

                        table.Write(writer);
                    });
            }

            return Task.FromResult(ExitCodes.Done);
        });
    }

    private static float[] Last(LlavaPolicy model, PixelValues? pixels, int[] ids)
    {
        using var noGradients = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        // One token to score gives the row that predicts it, whatever the token is.
        using ForwardResult result = model.Forward(new SequenceBatch([new TrainingSequence(pixels?.Values, 0, ids, [model.Tokenizer.EosId])]));
        return result.Logits.cpu().contiguous().data<float>().ToArray();
    }
}
