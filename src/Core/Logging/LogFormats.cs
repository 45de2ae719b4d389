using RL4VLM.Core.Stages;

namespace RL4VLM.Core.Logging;

/// <summary>How a program writes its log: JSON for machines, text for people.</summary>
public static class LogFormats
{
    public const string Variable = "RL4VLM_LOG_FORMAT";
    public const string Json = "json";
    public const string Text = "text";

    /// <summary>What <see cref="Variable"/> says; text when it is not set.</summary>
    /// <exception cref="StageException">64 naming the variable.</exception>
    public static string Read(Func<string, string?> environment) => environment(Variable) switch
    {
        null or "" or Text => Text,
        Json => Json,
        string other => throw new StageException(ExitCodes.Usage, $"{Variable}: '{other}' is none of {Json}, {Text}"),
    };
}
