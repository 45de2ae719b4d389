using System.Text.Json.Nodes;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Running;

/// <summary>Compares a manifest with the one a run was started with (design section 3): every field is fixed except lifecycle,
/// failurePolicy, resources, podTemplate, storage.retention, storage.cache and a larger ppo.iterations.</summary>
public static class SettledManifest
{
    private const string Iterations = "spec.ppo.iterations";

    private static readonly string[] FreeSubtrees =
        ["spec.lifecycle", "spec.failurePolicy", "spec.storage.retention", "spec.storage.cache", "metadata.labels", "metadata.annotations"];

    private static readonly string[] FreeNames = ["resources", "podTemplate"];

    /// <param name="stored">What the run was started with, defaults written out.</param>
    /// <param name="given">What it is to continue with, defaults written out.</param>
    /// <param name="location">The run's folder, for the message.</param>
    /// <exception cref="StageException">78, naming every fixed field that differs.</exception>
    public static void CheckUnchanged(string stored, string given, string location)
    {
        var differences = new List<string>();
        Compare(JsonNode.Parse(stored), JsonNode.Parse(given), "", differences);
        if (differences.Count == 0) return;
        throw new StageException(ExitCodes.BadManifest,
            $"the run in {location} was started with another manifest; these fields cannot change any more:\n"
            + string.Join('\n', differences.Select(line => "  " + line))
            + "\nput the stored values back, or start a new run under another metadata.name (or --directory)");
    }

    private static void Compare(JsonNode? stored, JsonNode? given, string path, List<string> differences)
    {
        if (FreeSubtrees.Contains(path) || FreeNames.Contains(path[(path.LastIndexOf('.') + 1)..])) return;
        if (stored is JsonObject before && given is JsonObject after)
        {
            foreach (string name in before.Select(field => field.Key).Union(after.Select(field => field.Key)))
            {
                Compare(before[name], after[name], path.Length == 0 ? name : $"{path}.{name}", differences);
            }
        }
        else if (stored is JsonArray first && given is JsonArray second && first.Count == second.Count)
        {
            for (int i = 0; i < first.Count; i++) Compare(first[i], second[i], $"{path}[{i}]", differences);
        }
        else if (!JsonNode.DeepEquals(stored, given) && !(path == Iterations && IsLarger(stored, given)))
        {
            string hint = path == Iterations ? " (it may only grow)" : "";
            differences.Add($"{path}: the run has {Show(stored)}, the manifest says {Show(given)}{hint}");
        }
    }

    private static bool IsLarger(JsonNode? stored, JsonNode? given) =>
        stored is JsonValue before && given is JsonValue after && before.TryGetValue(out int from) && after.TryGetValue(out int to) && to > from;

    private static string Show(JsonNode? node)
    {
        string text = node?.ToJsonString() ?? "nothing";
        return text.Length <= 120 ? text : text[..117] + "...";
    }
}
