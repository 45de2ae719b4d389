using System.Text.Json;

namespace RL4VLM.Learner.Tests;

/// <summary>Rows recorded from the reference implementation.</summary>
internal static class Recordings
{
    public static IEnumerable<JsonElement> Rows(string name)
    {
        foreach (string line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Fixtures", name)))
        {
            using var document = JsonDocument.Parse(line);
            yield return document.RootElement.Clone();
        }
    }

    public static float[] Floats(this JsonElement row, string name) => [.. row.GetProperty(name).EnumerateArray().Select(v => v.GetSingle())];
}
