using System.Globalization;

namespace RL4VLM.Core.Manifest.Reading;

/// <summary>Puts the events of a YAML or JSON reader together to a tree, within <see cref="DocumentLimits"/>.</summary>
internal sealed class DocumentBuilder
{
    private readonly Stack<Level> _open = new();
    private int _nodes;

    /// <summary>The finished document; null before its end and for an empty one.</summary>
    public DocumentNode? Root { get; private set; }

    /// <summary>Keys that occur twice; the first value counts.</summary>
    public List<ManifestProblem> Problems { get; } = [];

    public void Scalar(ScalarNode node)
    {
        if (node.Text.Length > DocumentLimits.ScalarCharacters)
        {
            throw new DocumentException($"found a text of {node.Text.Length} characters", $"no value may have more than {DocumentLimits.ScalarCharacters}", node.Position);
        }

        if (_open.TryPeek(out Level? level) && level.Node is MappingNode && level.Key is null)
        {
            level.Key = node.Text;
            level.KeyPosition = node.Position;
            Count(node.Position);
        }
        else
        {
            Add(node);
        }
    }

    public void Open(DocumentNode node)
    {
        if (_open.TryPeek(out Level? level) && level.Node is MappingNode && level.Key is null)
        {
            throw new DocumentException($"found {node.Show()} as the name of a field", "names of fields are plain words", node.Position);
        }

        if (_open.Count == DocumentLimits.Depth)
        {
            throw new DocumentException($"nested more than {DocumentLimits.Depth} levels deep", "no field of a manifest is that deep", node.Position);
        }

        _open.Push(new Level(node, PathOfNext()));
    }

    public void Close() => Add(_open.Pop().Node);

    private void Add(DocumentNode node)
    {
        Count(node.Position);
        if (!_open.TryPeek(out Level? level))
        {
            Root = node;
        }
        else if (level.Node is SequenceNode sequence)
        {
            sequence.Items.Add(node);
        }
        else
        {
            Entry(level, node);
        }
    }

    private void Entry(Level level, DocumentNode node)
    {
        string key = level.Key!;
        level.Key = null;
        if (level.Seen.TryAdd(key, level.KeyPosition))
        {
            ((MappingNode)level.Node).Entries.Add(new MappingEntry(key, level.KeyPosition, node));
        }
        else if (Problems.Count < DocumentLimits.Problems)
        {
            Problems.Add(new ManifestProblem(FieldPath.Join(level.Path, key), "is there twice",
                $"keep one of them (the other is in line {level.Seen[key].Line.ToString(CultureInfo.InvariantCulture)})",
                level.KeyPosition.Line, level.KeyPosition.Column, level.KeyPosition.Override));
        }
    }

    private void Count(SourcePosition position)
    {
        if (++_nodes > DocumentLimits.Nodes) throw new DocumentException($"has more than {DocumentLimits.Nodes} values", "no manifest is that long", position);
    }

    private string PathOfNext()
    {
        if (!_open.TryPeek(out Level? level)) return "";
        return level.Node is SequenceNode sequence ? FieldPath.Item(level.Path, sequence.Items.Count) : FieldPath.Join(level.Path, level.Key!);
    }

    private sealed class Level(DocumentNode node, string path)
    {
        public DocumentNode Node { get; } = node;

        public string Path { get; } = path;

        public Dictionary<string, SourcePosition> Seen { get; } = new(StringComparer.Ordinal);

        public string? Key { get; set; }

        public SourcePosition KeyPosition { get; set; }
    }
}
