using System.Text;
using Microsoft.Extensions.Logging;

namespace RL4VLM.Core.Logging;

/// <summary>For what can only write lines: each is a warning.</summary>
/// <param name="logger">Takes them.</param>
/// <param name="prefix">Cut off a line's beginning: the program's name, which the log has in a field of its own.</param>
public sealed class LogWriter(ILogger logger, string prefix) : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => throw new NotSupportedException("whole lines only");

    public override void WriteLine(string? value)
    {
        string line = value ?? "";
        logger.Say(LogLevel.Warning, line.StartsWith(prefix, StringComparison.Ordinal) ? line[prefix.Length..] : line);
    }
}
