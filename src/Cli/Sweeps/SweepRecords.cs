using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RL4VLM.Cli.Output;
using RL4VLM.Cli.Runs;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Sweeps;

/// <summary>Figures of runs as files beside a document, one a run: what took hours stays when the runs' folder is gone, and a table can be
/// filled over many sittings and machines. A record stands only for the very manifest that it was measured with.</summary>
/// <param name="folder">Of the sweep.</param>
/// <param name="clock">The day that new figures get.</param>
/// <param name="warn">Told of records that are left out.</param>
internal sealed class SweepRecords(string folder, TimeProvider clock, Action<string> warn)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    private sealed record Content(string Row, int Seed, string Measured, double TrainingCpuSeconds, JsonObject Manifest, EvaluationContent[] Evaluations, Dictionary<string, CurveContent> Curves);

    private sealed record EvaluationContent(string Checkpoint, string Task, Dictionary<string, double> Metrics);

    private sealed record CurveContent(int[] Iterations, float[] Values);

    /// <summary>Records the figures, and gives those of all runs: of runs that are not among the finished ones what is on record. Figures that come out
    /// again as they were keep the day and the program that first gave them.</summary>
    /// <param name="all">The sweep's runs.</param>
    /// <param name="finished">Figures at hand.</param>
    /// <returns>In the order of <paramref name="all"/>.</returns>
    /// <exception cref="StageException">65 when a record cannot be read.</exception>
    public IReadOnlyList<SweepFigures> Merge(IReadOnlyList<SweepRun> all, IReadOnlyCollection<SweepFigures> finished)
    {
        var merged = new List<SweepFigures>();
        foreach (SweepRun run in all)
        {
            SweepFigures? known = Read(run, out string? different), fresh = finished.FirstOrDefault(figures => figures.Run.Manifest.Metadata.Name == run.Manifest.Metadata.Name);
            if (fresh is null)
            {
                if (known is not null) merged.Add(known);
                else if (different is not null) warn($"{PathOf(run)}: measured with another {different}; its figures are left out until the row has been run again");
                continue;
            }

            if (known is not null && Text(fresh, "", 0) == Text(known, "", 0)) fresh = known;
            // Rounded as in the record: a table from the run and one from its record are the same.
            else Write(fresh = fresh with { Measured = Today(), TrainingCpuSeconds = Math.Round(fresh.TrainingCpuSeconds, 1) });
            merged.Add(fresh);
        }

        return merged;
    }

    /// <param name="run">Whose record.</param>
    /// <param name="different">Fields in which the record's manifest differs from the run's; null when none does.</param>
    /// <returns>Null when there is no record, or one of another manifest.</returns>
    private SweepFigures? Read(SweepRun run, out string? different)
    {
        different = null;
        string path = PathOf(run);
        if (!File.Exists(path)) return null;
        Content content;
        RunManifest measured;
        try
        {
            content = JsonSerializer.Deserialize<Content>(File.ReadAllText(path), Json) ?? throw new JsonException("it is empty");
            measured = ManifestJson.Read(Encoding.UTF8.GetBytes(content.Manifest.ToJsonString()), path);
        }
        catch (JsonException e)
        {
            throw StageException.Corrupt(path, $"is no record of a sweep ({e.Message}); delete it and run the row again");
        }

        // More iterations are the same run to those who continue it, and another one to a table.
        const string Iterations = "spec.ppo.iterations";
        List<string> fields = [.. ManifestDifferences.FixedFields(measured, run.Manifest).Select(difference => difference.Path)];
        if (measured.Spec.Ppo.Iterations != run.Manifest.Spec.Ppo.Iterations && !fields.Contains(Iterations)) fields.Add(Iterations);
        if (fields.Count > 0)
        {
            different = string.Join(", ", fields);
            return null;
        }

        return new SweepFigures(
            run, [.. content.Evaluations.SelectMany(one => EvaluationRow.Both(one.Checkpoint, one.Task, one.Metrics))],
            content.Curves.ToDictionary(curve => curve.Key, curve => (IReadOnlyList<CurvePoint>)[.. curve.Value.Iterations.Zip(curve.Value.Values, (iteration, value) => new CurvePoint(iteration, value))]),
            content.TrainingCpuSeconds, content.Measured);
    }

    private void Write(SweepFigures figures) => WholeFile.Write(PathOf(figures.Run), Text(figures, figures.Measured!, figures.TrainingCpuSeconds) + "\n");

    private static string Text(SweepFigures figures, string measured, double cpuSeconds) => new JsonFields
    {
        { "row", figures.Run.Row.Name },
        { "seed", figures.Run.Seed },
        { "measured", measured },
        { "trainingCpuSeconds", cpuSeconds },
        // The metrics of an evaluation are those of both modes.
        { "evaluations", figures.Evaluations.DistinctBy(row => (row.Checkpoint, row.Task)).Select(row => new JsonFields { { "checkpoint", row.Checkpoint }, { "task", row.Task }, { "metrics", Finite(row.Metrics) } }) },
        { "curves", CurvesOf(figures) },
        { "manifest", JsonSerializer.Deserialize<JsonElement>(ManifestJson.Write(figures.Run.Manifest with { Spec = figures.Run.Manifest.Spec with { Storage = new() } })) },
    }.ToString();

    private static IEnumerable<KeyValuePair<string, double>> Finite(IReadOnlyDictionary<string, double> metrics) =>
        metrics.Where(metric => double.IsFinite(metric.Value)).OrderBy(metric => metric.Key, StringComparer.Ordinal);

    private static JsonFields CurvesOf(SweepFigures figures)
    {
        var curves = new JsonFields();
        foreach ((string metric, IReadOnlyList<CurvePoint> points) in figures.Curves.OrderBy(curve => curve.Key, StringComparer.Ordinal))
        {
            curves.Add(metric, new JsonFields { { "iterations", points.Select(point => point.Iteration) }, { "values", points.Select(point => (float)point.Value) } });
        }

        return curves;
    }

    private string PathOf(SweepRun run) => Path.Combine(folder, $"{run.Manifest.Metadata.Name}.json");

    /// <summary>The day, and the source that the program was built from.</summary>
    private string Today()
    {
        string version = typeof(SweepRecords).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        string[] parts = version.Split('+');
        string program = parts.Length > 1 ? parts[1][..Math.Min(7, parts[1].Length)] : parts[0];
        return $"{clock.GetUtcNow():yyyy-MM-dd} {program}";
    }
}
