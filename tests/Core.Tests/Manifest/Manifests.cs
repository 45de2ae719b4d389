using RL4VLM.Core.Manifest;

namespace RL4VLM.Core.Tests.Manifest;

/// <summary>Manifests for tests.</summary>
internal static class Manifests
{
    /// <summary>The shortest valid one; what follows <c>spec:</c> may be continued with two spaces of indentation.</summary>
    public const string Least = """
        apiVersion: rl4vlm.io/v1alpha1
        kind: RL4VLMRun
        metadata: {name: a}
        spec:
          model: {preset: tiny}
          tasks: [{name: numberline}]

        """;

    /// <summary>The shortest valid manifest with more fields of <c>spec</c>.</summary>
    public static string With(string spec) => Least + string.Concat(spec.Split('\n').Select(line => $"  {line}\n"));

    public static RunManifest Valid(string text, params string[] overrides)
    {
        ManifestResult result = ManifestReader.Read(text, overrides);
        Assert.True(result.IsValid, string.Join('\n', result.Errors));
        return result.Manifest!;
    }

    public static string[] ErrorPaths(string text, params string[] overrides) => [.. ManifestReader.Read(text, overrides).Errors.Select(error => error.Path)];
}
