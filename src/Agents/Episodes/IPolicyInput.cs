using RL4VLM.Core.Imaging;
using RL4VLM.Models.Tokenization;
using RL4VLM.Models.Vision;

namespace RL4VLM.Agents.Episodes;

/// <summary>How a policy takes its input: what playing needs of a checkpoint besides the weights.</summary>
public interface IPolicyInput
{
    ITokenizer Tokenizer { get; }

    /// <summary>Token ids of a task's prompt in its chat envelope, the image placeholder repeated once per image token.</summary>
    int[] PromptIds(string prompt);

    /// <summary>[3, height, width] float32 as the image processor gives them.</summary>
    PixelValues Pixels(RgbImage image);
}
