using System.Text.Json;

namespace RL4VLM.Cli.Output;

/// <summary>Where a command writes: results to <see cref="Out"/>, everything else to <see cref="Error"/>.</summary>
/// <param name="Out">Results only, so that they can be piped.</param>
/// <param name="Error">Messages and warnings.</param>
/// <param name="Json">The person asked for <c>--output json</c>: one JSON document on <see cref="Out"/> and nothing else there.</param>
/// <param name="IsTerminal">Colours, pictures and live progress are welcome.</param>
public sealed record CommandConsole(TextWriter Out, TextWriter Error, bool Json, bool IsTerminal)
{
    /// <summary>Writes <paramref name="value"/> as JSON, or has <paramref name="text"/> write it for people.</summary>
    public void Result(JsonFields value, Action<TextWriter> text)
    {
        if (Json) Out.WriteLine(value.ToString());
        else text(Out);
    }
}
