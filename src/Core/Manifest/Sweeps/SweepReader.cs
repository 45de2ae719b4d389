using RL4VLM.Core.Manifest.Reading;
using RL4VLM.Core.Manifest.Schema;
using RL4VLM.Core.Stages;

namespace RL4VLM.Core.Manifest;

/// <summary>Reads a sweep, YAML or JSON, with the messages of <see cref="ManifestReader"/>.</summary>
public static class SweepReader
{
    private static readonly Lazy<ObjectShape> Shape = new(() => ManifestSchema.OfRecord(typeof(SweepManifest)));

    /// <exception cref="StageException">78 with every problem, a line each; 64 when the file cannot be read.</exception>
    public static SweepManifest ReadFileOrThrow(string path)
    {
        var problems = new List<ManifestProblem>();
        DocumentNode? document = DocumentParser.Parse(ManifestReader.TextOf(path), problems);
        if (document is null && problems.Count == 0) problems.Add(new ManifestProblem("", "is empty", "see docs/sweeps.md"));
        if (document is not null && OtherKind.Find(document, RunManifest.KindName, "rl4vlm run") is { } run) throw ManifestReader.Failure(path, [run]);
        var sweep = document is null ? null : (SweepManifest?)new ManifestBinder(problems, Shape.Value).Bind(document);
        return sweep is not null && problems.Count == 0 ? sweep : throw ManifestReader.Failure(path, problems);
    }
}
