namespace RL4VLM.Core.Manifest;

/// <summary>One thing that is wrong with a manifest, or worth a warning.</summary>
/// <param name="Path">The field, for example <c>spec.ppo.clip</c> or <c>spec.tasks[0].name</c>; empty for the document as a whole.</param>
/// <param name="Found">What was found, for example <c>found 2</c>, <c>is missing</c>, <c>unknown field</c>.</param>
/// <param name="Fix">What is allowed, or how to put it right.</param>
/// <param name="Line">Line in the file, from 1, where known.</param>
/// <param name="Column">Column, from 1.</param>
/// <param name="Override">The <c>--set</c> argument that brought the value in.</param>
public sealed record ManifestProblem(string Path, string Found, string Fix, int? Line = null, int? Column = null, string? Override = null)
{
    /// <summary>Everything on one line, for example <c>spec.ppo.clip (line 12): found 2; must be a number …</c>.</summary>
    public string Message
    {
        get
        {
            string place = Override is { } argument ? $" (--set {argument})" : Line is { } line ? $" (line {line})" : "";
            string path = Path.Length == 0 ? "manifest" : Path;
            return $"{path}{place}: {Found}; {Fix}";
        }
    }

    public override string ToString() => Message;
}

/// <summary>A manifest, or all that is wrong with it: <c>Manifest</c> is null exactly when there are errors.</summary>
public sealed record ManifestResult(RunManifest? Manifest, IReadOnlyList<ManifestProblem> Errors, IReadOnlyList<ManifestProblem> Warnings)
{
    public bool IsValid => Errors.Count == 0;
}
