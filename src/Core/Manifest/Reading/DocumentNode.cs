namespace RL4VLM.Core.Manifest.Reading;

/// <summary>Where in its source something stands.</summary>
/// <param name="Line">From 1; 0 when it does not stand in the file.</param>
/// <param name="Column">From 1.</param>
/// <param name="Override">The <c>--set</c> argument it came from.</param>
internal readonly record struct SourcePosition(int Line, int Column, string? Override = null);

/// <summary>A value of a YAML or JSON document with the place where it was found.</summary>
internal abstract class DocumentNode(SourcePosition position)
{
    public SourcePosition Position { get; } = position;

    /// <summary>The value as a message shows it: short, on one line.</summary>
    public abstract string Show();
}

internal enum ScalarKind { Null, Boolean, Number, Text }

internal sealed class ScalarNode(ScalarKind kind, string text, SourcePosition position) : DocumentNode(position)
{
    private const int ShownLength = 60;

    public ScalarKind Kind { get; } = kind;

    /// <summary>As written, without quotes.</summary>
    public string Text { get; } = text;

    public override string Show() => Kind switch
    {
        ScalarKind.Null => "nothing",
        ScalarKind.Text => $"\"{Printable(Text)}\"",
        _ => Printable(Text),
    };

    public static string Printable(string text)
    {
        string cut = text.Length <= ShownLength ? text : text[..ShownLength] + "…";
        return string.Concat(cut.Select(character => char.IsControl(character) || char.IsSurrogate(character) ? '�' : character));
    }
}

internal sealed class SequenceNode(SourcePosition position) : DocumentNode(position)
{
    public List<DocumentNode> Items { get; } = [];

    public override string Show() => Items.Count == 1 ? "a list of 1 item" : $"a list of {Items.Count} items";
}

internal sealed class MappingEntry(string key, SourcePosition position, DocumentNode value)
{
    public string Key { get; } = key;

    public SourcePosition Position { get; } = position;

    public DocumentNode Value { get; set; } = value;
}

internal sealed class MappingNode(SourcePosition position) : DocumentNode(position)
{
    public List<MappingEntry> Entries { get; } = [];

    public MappingEntry? Find(string key) => Entries.Find(entry => entry.Key == key);

    public override string Show() => Entries.Count == 0 ? "an empty mapping" : "a mapping";
}
