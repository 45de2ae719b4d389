namespace RL4VLM.Core.Manifest.Reading;

/// <summary>YAML or JSON text to a tree.</summary>
internal static class DocumentParser
{
    /// <param name="text">The whole document.</param>
    /// <param name="problems">Receives syntax errors, duplicate keys and exceeded limits.</param>
    /// <param name="override">The <c>--set</c> argument whose value this is.</param>
    /// <returns>Null when the text is empty or cannot be read.</returns>
    public static DocumentNode? Parse(string text, List<ManifestProblem> problems, string? @override = null)
    {
        var builder = new DocumentBuilder();
        try
        {
            if (text.Length > DocumentLimits.Characters)
            {
                throw new DocumentException($"has {text.Length} characters", $"no manifest has more than {DocumentLimits.Characters}", new SourcePosition(1, 1, @override));
            }

            // A document that starts like JSON and is JSON is read as JSON (YAML treats tabs and escapes differently); all else as YAML.
            if (!text.AsSpan().TrimStart().StartsWith("{") || !JsonDocumentReader.TryRead(text, builder, @override))
            {
                builder = new DocumentBuilder();
                YamlDocumentReader.Read(text, builder, @override);
            }
        }
        catch (DocumentException e)
        {
            problems.AddRange(builder.Problems);
            problems.Add(e.Problem);
            return null;
        }

        problems.AddRange(builder.Problems);
        return builder.Root;
    }
}
