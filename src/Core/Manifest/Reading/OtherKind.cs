namespace RL4VLM.Core.Manifest.Reading;

/// <summary>A document that another command takes: one message says so, instead of one for every field.</summary>
internal static class OtherKind
{
    /// <param name="document">Whatever was given.</param>
    /// <param name="kind">The other kind.</param>
    /// <param name="command">The command that takes it.</param>
    /// <returns>Null when it is not of that kind.</returns>
    public static ManifestProblem? Find(DocumentNode document, string kind, string command) =>
        document is MappingNode mapping && mapping.Find("kind") is { Value: ScalarNode { Kind: ScalarKind.Text } value } entry && value.Text == kind
            ? new ManifestProblem("kind", $"found \"{kind}\"", $"give this file to {command}", entry.Position.Line, entry.Position.Column) : null;
}
