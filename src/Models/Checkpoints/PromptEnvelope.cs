namespace RL4VLM.Models.Checkpoints;

/// <summary>
/// The Vicuna-style frame around a task's prompt that LLaVA v1 checkpoints were tuned with: an optional system sentence,
/// then <c>USER: &lt;image&gt;⏎prompt ASSISTANT:</c> (spec section 3.1).
/// </summary>
internal static class PromptEnvelope
{
    public const string ImagePlaceholder = "<image>";

    /// <summary>Field of config.json that replaces the system sentence; empty for models trained without one.</summary>
    public const string SystemKey = "rl4vlm_system_prompt";

    private const string LlavaSystem =
        "A chat between a curious user and an artificial intelligence assistant. The assistant gives helpful, detailed, and polite answers to the user's questions.";

    public static string Wrap(string prompt, string? system) => system switch
    {
        null => $"{LlavaSystem} USER: {ImagePlaceholder}\n{prompt} ASSISTANT:",
        "" => $"USER: {ImagePlaceholder}\n{prompt} ASSISTANT:",
        _ => $"{system} USER: {ImagePlaceholder}\n{prompt} ASSISTANT:",
    };
}
