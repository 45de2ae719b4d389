using System.Globalization;
using System.Text.Json;

namespace RL4VLM.Environments.Replay;

/// <summary>One recorded transition, with the differences found so far.</summary>
internal sealed class RecordedRow(JsonElement root)
{
    public JsonElement State { get; } = root.GetProperty("state");

    public JsonElement Next { get; } = root.GetProperty("next_state");

    public int Action { get; } = root.GetProperty("action").GetInt32();

    public List<string> Differences { get; } = [];

    public string Name => $"{Text(root, "kind")} episode {Text(root, "episode")} step {Text(root, "t")}";

    /// <summary>A property of the row itself, or null.</summary>
    public JsonElement? Optional(string name) => root.TryGetProperty(name, out JsonElement value) ? value : null;

    /// <summary>A setting the recording was made with, or null.</summary>
    public JsonElement? Configuration(string name) =>
        root.TryGetProperty("config", out JsonElement config) && config.TryGetProperty(name, out JsonElement value) ? value : null;

    public void Compare<T>(string what, T recorded, T here)
    {
        if (!EqualityComparer<T>.Default.Equals(recorded, here)) Differences.Add(string.Create(CultureInfo.InvariantCulture, $"{what}: recorded {recorded}, here {here}"));
    }

    /// <summary>Compares as JSON, whatever the spacing.</summary>
    public void CompareJson(string what, JsonElement recorded, string here)
    {
        using JsonDocument document = JsonDocument.Parse(here);
        if (!JsonElement.DeepEquals(recorded, document.RootElement)) Differences.Add($"{what}: recorded {recorded.GetRawText()}, here {here}");
    }

    /// <summary>Compares reward, flags and, where recorded, info.</summary>
    public void Compare(StepOutcome outcome, IReadOnlyList<string> actions)
    {
        if (Optional("action_text") is { } text) Compare("action_text", text.GetString(), actions[Action]);
        Compare("reward", root.GetProperty("reward").GetDouble(), outcome.Reward);
        Compare("terminated", root.GetProperty("terminated").GetBoolean(), outcome.Terminated);
        Compare("truncated", root.GetProperty("truncated").GetBoolean(), outcome.Truncated);
        if (Optional("info") is not { } info) return;
        foreach (JsonProperty entry in info.EnumerateObject())
        {
            if (outcome.Info.TryGetValue(entry.Name, out string? here)) CompareJson($"info {entry.Name}", entry.Value, here);
            else Differences.Add($"info {entry.Name}: recorded {entry.Value.GetRawText()}, here missing");
        }
    }

    private static string Text(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement value) ? value.ToString() : "?";
}
