namespace RL4VLM.Core.Manifest.Reading;

/// <summary>Budgets for documents that may be hostile; far above what any run needs.</summary>
internal static class DocumentLimits
{
    public const int Characters = 1 << 20;

    public const int Depth = 32;

    public const int Nodes = 50_000;

    public const int ScalarCharacters = 1 << 16;

    /// <summary>Problems reported for one document.</summary>
    public const int Problems = 100;
}

/// <summary>The document cannot be read on; what was found so far stays reported.</summary>
internal sealed class DocumentException(string found, string fix, SourcePosition position) : Exception
{
    public ManifestProblem Problem { get; } = new("", found, fix, position.Line, position.Column, position.Override);
}
