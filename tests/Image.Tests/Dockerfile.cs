using System.Text.Json;
using System.Text.RegularExpressions;

namespace RL4VLM.Image.Tests;

/// <summary>One target of the Dockerfile, with what it inherits from a target before it.</summary>
internal sealed record Target(string Name, string Base, string[] Instructions, Target? Below)
{
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>(
        (Below?.Environment ?? new Dictionary<string, string>()).Where(one => !Own("ENV").ContainsKey(one.Key)).Concat(Own("ENV")));

    public string? User => Last("USER") ?? Below?.User;

    public string[] EntryPoint => Last("ENTRYPOINT") is { } json ? JsonSerializer.Deserialize<string[]>(json)! : Below?.EntryPoint ?? [];

    private string? Last(string instruction) => Instructions.LastOrDefault(line => line.StartsWith(instruction + " ", StringComparison.Ordinal))?[(instruction.Length + 1)..];

    private Dictionary<string, string> Own(string instruction) => Instructions.Where(line => line.StartsWith(instruction + " ", StringComparison.Ordinal))
        .SelectMany(line => line[(instruction.Length + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
}

/// <summary>The Dockerfile as far as tests ask about it: targets and the defaults of its arguments.</summary>
internal static partial class Dockerfile
{
    public static string Text { get; } = File.ReadAllText(Path.Combine(Repository.Root, "images", "Dockerfile"));

    public static string[] Lines { get; } = [.. Continuation().Replace(Comment().Replace(Text, ""), " ").Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];

    public static IReadOnlyDictionary<string, Target> Targets { get; } = Read();

    /// <summary>Default of an argument that stands before the first target.</summary>
    public static string Argument(string name) =>
        Lines.First(line => line.StartsWith($"ARG {name}=", StringComparison.Ordinal))[$"ARG {name}=".Length..].Trim('"');

    private static Dictionary<string, Target> Read()
    {
        var targets = new Dictionary<string, Target>();
        int[] starts = [.. Enumerable.Range(0, Lines.Length).Where(i => Lines[i].StartsWith("FROM ", StringComparison.Ordinal)), Lines.Length];
        foreach ((int start, int end) in starts.Zip(starts.Skip(1)))
        {
            string[] from = Lines[start].Split(' ');
            targets.Add(from[3], new Target(from[3], from[1], Lines[(start + 1)..end], targets.GetValueOrDefault(from[1])));
        }

        return targets;
    }

    [GeneratedRegex(@"^\s*#.*\n", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\\\n\s*")]
    private static partial Regex Continuation();
}
