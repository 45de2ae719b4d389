using System.Text.Json;
using System.Text.Json.Nodes;
using RL4VLM.Core.Manifest.Reading;
using RL4VLM.Core.Manifest.Schema;
using RL4VLM.Core.Stages;

namespace RL4VLM.Core.Manifest;

/// <summary>Reads and validates manifests, YAML or JSON. Whatever the text is, the outcome is a manifest or problems, never another exception.</summary>
public static class ManifestReader
{
    private const int LongestFile = 8 * DocumentLimits.Characters;

    /// <param name="text">The document.</param>
    /// <param name="overrides">Assignments such as <c>spec.seed=3</c> (<see cref="ManifestOverrides"/>), applied in order before validation.</param>
    public static ManifestResult Read(string text, IEnumerable<string>? overrides = null)
    {
        var problems = new List<ManifestProblem>();
        DocumentNode? document = DocumentParser.Parse(text, problems);
        if (document is null)
        {
            if (problems.Count == 0) problems.Add(new ManifestProblem("", "is empty", "see docs/manifest.md and examples/quickstart.yaml"));
            return new ManifestResult(null, problems, []);
        }

        if (OtherKind.Find(document, SweepManifest.KindName, "rl4vlm sweep") is { } sweep) return new ManifestResult(null, [sweep], []);
        foreach (string assignment in overrides ?? []) ManifestOverrides.Apply(document, assignment, problems);
        var manifest = (RunManifest?)new ManifestBinder(problems, ManifestSchema.Root).Bind(document);
        if (problems.Count > 0 || manifest is null) return new ManifestResult(null, Sorted(problems), []);
        manifest = WithStorage(manifest);
        return new ManifestResult(manifest, [], [.. ManifestWarnings.Of(manifest)]);
    }

    /// <summary>The manifest of a run in a cluster, from the parts of the object that are a manifest's: what else metadata holds is the API's, and annotations may be large.</summary>
    public static ManifestResult ReadResource(string name, string? @namespace, JsonElement spec)
    {
        var document = new JsonObject
        {
            ["apiVersion"] = $"{RunManifest.Group}/{RunManifest.Version}",
            ["kind"] = RunManifest.KindName,
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = @namespace },
            ["spec"] = spec.ValueKind == JsonValueKind.Undefined ? null : JsonNode.Parse(spec.GetRawText()),
        };
        return Read(document.ToJsonString());
    }

    /// <exception cref="StageException">64 when the file cannot be read.</exception>
    public static ManifestResult ReadFile(string path, IEnumerable<string>? overrides = null) => Read(TextOf(path), overrides);

    /// <exception cref="StageException">78 with every problem, a line each; 64 when the file cannot be read.</exception>
    public static RunManifest ReadFileOrThrow(string path) => ReadFileOrThrow(path, null, null);

    /// <param name="path">YAML or JSON file.</param>
    /// <param name="overrides">See <see cref="Read"/>.</param>
    /// <param name="warn">Receives each warning.</param>
    /// <exception cref="StageException">78 with every problem, a line each; 64 when the file cannot be read.</exception>
    public static RunManifest ReadFileOrThrow(string path, IEnumerable<string>? overrides, Action<string>? warn)
    {
        ManifestResult result = ReadFile(path, overrides);
        foreach (ManifestProblem warning in result.Warnings) warn?.Invoke(warning.Message);
        return result.Manifest ?? throw Failure(path, result.Errors);
    }

    /// <summary>The exception that names all <paramref name="errors"/>; <paramref name="source"/> is the file they were found in.</summary>
    public static StageException Failure(string source, IReadOnlyList<ManifestProblem> errors) =>
        new(ExitCodes.BadManifest, $"{source}: {(errors.Count == 1 ? "1 problem" : $"{errors.Count} problems")}\n{string.Join('\n', errors.Select(error => "  " + error.Message))}");

    /// <summary>Neither storage given: the directory <c>runs</c>.</summary>
    private static RunManifest WithStorage(RunManifest manifest) =>
        manifest.Spec.Storage is { Directory: null, AzureBlob: null } storage
            ? manifest with { Spec = manifest.Spec with { Storage = storage with { Directory = new DirectoryStorageSpec() } } }
            : manifest;

    private static List<ManifestProblem> Sorted(List<ManifestProblem> problems)
    {
        List<ManifestProblem> sorted = [.. problems.OrderBy(problem => problem.Line ?? int.MaxValue)];
        if (sorted.Count <= DocumentLimits.Problems) return sorted;
        int more = sorted.Count - DocumentLimits.Problems;
        return [.. sorted.Take(DocumentLimits.Problems), new ManifestProblem("", $"has {more} more problems", "correct the ones above first")];
    }

    /// <exception cref="StageException">64 when the file cannot be read, 78 when it is no manifest by its length.</exception>
    internal static string TextOf(string path)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > LongestFile } file)
            {
                throw new StageException(ExitCodes.BadManifest, $"{path}: has {file.Length} bytes; no manifest is that long");
            }

            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new StageException(ExitCodes.Usage, $"cannot read the manifest {path}: {e.Message}", e);
        }
    }
}
