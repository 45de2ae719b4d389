using System.Globalization;
using RL4VLM.Core.Manifest.Reading;

namespace RL4VLM.Core.Manifest;

/// <summary>
/// Assignments of <c>--set</c>: <c>spec.seed=3</c>, <c>spec.tasks[0].options.jitter=0.5</c>, <c>spec.tasks.0.name=ezpoints</c>,
/// <c>spec.model.lora={rank: 8}</c>, <c>metadata.labels.example\.com/team=a</c>. The value is YAML; an empty one takes the field out.
/// An index may be that of an item or the first free one.
/// </summary>
public static class ManifestOverrides
{
    /// <summary>Changes <paramref name="document"/>; whether the field exists and takes the value is validated afterwards.</summary>
    internal static void Apply(DocumentNode document, string assignment, List<ManifestProblem> problems)
    {
        int equals = assignment.IndexOf('=');
        List<string>? path = equals > 0 ? Split(assignment[..equals].Trim()) : null;
        if (path is null || path.Count == 0 || path.Count >= DocumentLimits.Depth)
        {
            problems.Add(Problem("", "is no assignment", "write --set spec.path=value, for example --set spec.seed=3", assignment));
            return;
        }

        int before = problems.Count;
        DocumentNode value = DocumentParser.Parse(assignment[(equals + 1)..], problems, assignment)
            ?? new ScalarNode(ScalarKind.Null, "", new SourcePosition(0, 0, assignment));
        if (problems.Count == before) Assign(document, path, value, assignment, problems);
    }

    private static void Assign(DocumentNode node, List<string> path, DocumentNode value, string assignment, List<ManifestProblem> problems)
    {
        string at = "";
        for (int i = 0; i < path.Count; i++)
        {
            bool last = i == path.Count - 1;
            DocumentNode Next() => last ? value : new MappingNode(new SourcePosition(0, 0, assignment));
            if (node is MappingNode mapping)
            {
                at = FieldPath.Join(at, path[i]);
                MappingEntry? entry = mapping.Find(path[i]);
                if (entry is null)
                {
                    DocumentNode next = !last && IsIndex(path[i + 1]) ? new SequenceNode(new SourcePosition(0, 0, assignment)) : Next();
                    mapping.Entries.Add(entry = new MappingEntry(path[i], new SourcePosition(0, 0, assignment), next));
                }
                else if (last || entry.Value is ScalarNode)
                {
                    entry.Value = Next();
                }

                node = entry.Value;
            }
            else if (node is SequenceNode sequence && IsIndex(path[i]) && int.Parse(path[i], CultureInfo.InvariantCulture) is var index && index <= sequence.Items.Count)
            {
                at = FieldPath.Item(at, index);
                if (index == sequence.Items.Count) sequence.Items.Add(Next());
                else if (last || sequence.Items[index] is ScalarNode) sequence.Items[index] = Next();
                node = sequence.Items[index];
            }
            else
            {
                problems.Add(node is SequenceNode items
                    ? Problem(at, $"\"{ScalarNode.Printable(path[i])}\" is no index of {items.Show()}", $"use an index from 0 to {items.Items.Count.ToString(CultureInfo.InvariantCulture)}", assignment)
                    : Problem(at, $"found {node.Show()}", "there is no field below it", assignment));
                return;
            }
        }
    }

    private static ManifestProblem Problem(string path, string found, string fix, string assignment) => new(path, found, fix, Override: ScalarNode.Printable(assignment));

    private static bool IsIndex(string name) => name.Length is > 0 and < 6 && name.All(char.IsAsciiDigit);

    /// <summary>Names between dots; <c>[0]</c> counts as a name; a backslash keeps the dot after it. Null when there is an empty name.</summary>
    private static List<string>? Split(string path)
    {
        var names = new List<string>();
        var name = new System.Text.StringBuilder();
        bool closed = false;
        for (int i = 0; i < path.Length; i++)
        {
            switch (path[i])
            {
                case '\\' when i + 1 < path.Length:
                    name.Append(path[++i]);
                    break;
                case '.' or '[':
                    if (name.Length > 0) names.Add(name.ToString());
                    else if (!closed) return null;
                    name.Clear();
                    closed = false;
                    break;
                case ']':
                    if (name.Length == 0) return null;
                    names.Add(name.ToString());
                    name.Clear();
                    closed = true;
                    break;
                default:
                    if (closed) return null;
                    name.Append(path[i]);
                    break;
            }
        }

        if (name.Length > 0) names.Add(name.ToString());
        else if (!closed) return null;
        return names;
    }
}
