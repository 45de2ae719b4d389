using System.Text.Json;

namespace RL4VLM.Agents.Tests;

/// <summary>Recorded vectors, one JSON object a line.</summary>
internal static class Fixture
{
    public static IEnumerable<JsonElement> Lines(string name)
    {
        foreach (string line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Fixtures", name)))
        {
            yield return JsonDocument.Parse(line).RootElement;
        }
    }
}
