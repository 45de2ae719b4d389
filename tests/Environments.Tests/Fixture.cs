using System.Text.Json;

namespace RL4VLM.Environments.Tests;

/// <summary>Recordings of the reference environments (one JSON object per line), made by running the original code.</summary>
internal static class Fixture
{
    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", name);

    public static IEnumerable<JsonElement> Rows(string name)
    {
        foreach (string line in File.ReadLines(PathOf(name)))
        {
            using JsonDocument document = JsonDocument.Parse(line);
            yield return document.RootElement.Clone();
        }
    }
}
