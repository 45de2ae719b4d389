using System.Text;

namespace RL4VLM.FakeKubernetes.Controllers.Runners.Processes;

/// <summary>The last lines of an output. Thread-safe.</summary>
internal sealed class BoundedLog(int most)
{
    private readonly Queue<string> lines = [];
    private int length;

    public void Add(string? line)
    {
        if (line is null) return;
        lock (lines)
        {
            lines.Enqueue(line);
            length += line.Length + 1;
            while (length > most && lines.TryDequeue(out string? old)) length -= old.Length + 1;
        }
    }

    public override string ToString()
    {
        lock (lines)
        {
            var text = new StringBuilder(length);
            foreach (string line in lines) text.Append(line).Append('\n');
            return text.ToString();
        }
    }
}
