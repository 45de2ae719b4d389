using RL4VLM.Core.Imaging;
using RL4VLM.Models.Checkpoints;
using RL4VLM.Models.Tokenization;
using RL4VLM.Models.Vision;

namespace RL4VLM.Agents.Episodes;

/// <summary>The input side of a checkpoint.</summary>
public sealed class PolicyInput(PromptEncoder prompts) : IPolicyInput
{
    public ITokenizer Tokenizer => prompts.Tokenizer;

    public int[] PromptIds(string prompt) => prompts.BuildPromptIds(prompt);

    public PixelValues Pixels(RgbImage image) => prompts.Processor.Process(image);
}
