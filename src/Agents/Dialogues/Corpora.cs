namespace RL4VLM.Agents.Dialogues;

/// <summary>Shapes of corpus texts.</summary>
internal static class Corpora
{
    /// <summary>A prompt as the model will see it: the words of the chat envelope (spec section 3.1) are to be in the vocabulary too.</summary>
    public static string InEnvelope(string prompt) => $"USER: \n{prompt} ASSISTANT:";
}
