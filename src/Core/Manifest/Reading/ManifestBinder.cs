using System.Collections;
using System.Globalization;
using RL4VLM.Core.Manifest.Schema;

namespace RL4VLM.Core.Manifest.Reading;

/// <summary>Turns a document into records, reporting every value that does not fit its shape.</summary>
internal sealed class ManifestBinder(List<ManifestProblem> problems, ObjectShape root)
{
    /// <summary>What a value that does not fit is bound to; its problem has been reported.</summary>
    private static readonly object Unfit = new();

    /// <returns>A record of the root's type; fields that did not fit have their defaults.</returns>
    public object? Bind(DocumentNode document) => Value(document, root, "") is { } value && value != Unfit ? value : null;

    private object Value(DocumentNode node, FieldShape shape, string path) => shape switch
    {
        ObjectShape record => node is MappingNode mapping ? Record(mapping, record, path) : Wrong(node, shape, path),
        ListShape list => node is SequenceNode sequence ? List(sequence, list, path) : Wrong(node, shape, path, node is ScalarNode { Kind: ScalarKind.Text } ? " (write [a, b])" : ""),
        MapShape map => node is MappingNode mapping ? Map(mapping, map, path) : Wrong(node, shape, path),
        _ => node is ScalarNode scalar ? Scalar(scalar, shape, path) : Wrong(node, shape, path),
    };

    private object Record(MappingNode node, ObjectShape shape, string path)
    {
        object record = Activator.CreateInstance(shape.Type)!;
        foreach (MappingEntry entry in node.Entries)
        {
            string at = FieldPath.Join(path, entry.Key);
            if (shape.Find(entry.Key) is not { } field)
            {
                Report(at, "unknown field", problems.Count < DocumentLimits.Problems ? Suggestions.ForField(entry.Key, shape, path, root) : "take it out", entry.Position);
            }
            else if (entry.Value is not ScalarNode { Kind: ScalarKind.Null })
            {
                object value = Value(entry.Value, field.Shape, at);
                if (value != Unfit) field.Set(record, value);
            }
        }

        // A null counts as left out, as it does for the Kubernetes API server.
        foreach (ManifestField field in shape.Fields.Where(field => field.Required && (node.Find(field.Name)?.Value is null or ScalarNode { Kind: ScalarKind.Null })))
        {
            Report(FieldPath.Join(path, field.Name), "is missing", $"give {Allowed.Of(field.Shape)}", node.Find(field.Name)?.Position ?? node.Position);
        }

        foreach (ManifestRule rule in ManifestRules.Of(shape.Type)) Apply(rule, record, node, path);
        return record;
    }

    /// <summary>A rule between fields of which one did not fit says nothing.</summary>
    private void Apply(ManifestRule rule, object record, MappingNode node, string path)
    {
        bool IsWrong(string field) => problems.Exists(problem => FieldPath.IsWithin(problem.Path, field) || (problem.Path.Length > path.Length && FieldPath.IsWithin(field, problem.Path)));
        if (rule.Fields.Any(field => IsWrong(path.Length == 0 ? field : $"{path}.{field}"))) return;
        if (rule.Check(record) is not { } found) return;
        string at = rule.Field.Length == 0 ? path : $"{path}.{rule.Field}";
        Report(at, found, rule.Message, Locate(node, rule.Field));
    }

    private static SourcePosition Locate(MappingNode node, string field)
    {
        SourcePosition position = node.Position;
        DocumentNode? current = node;
        foreach (string name in field.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            if (current is not MappingNode mapping || mapping.Find(name) is not { } entry) break;
            position = entry.Position;
            current = entry.Value;
        }

        return position;
    }

    private object List(SequenceNode node, ListShape shape, string path)
    {
        bool fits = Counted(node, node.Items.Count, shape.Minimum, shape.Maximum, shape, path);
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(shape.Item.Type))!;
        var seen = new HashSet<object>();
        for (int i = 0; i < node.Items.Count; i++)
        {
            string at = FieldPath.Item(path, i);
            object value = Value(node.Items[i], shape.Item, at);
            fits &= value != Unfit;
            if (value == Unfit) continue;
            list.Add(value);
            object? key = shape.Unique ? value : shape.Key is { } name ? ((ObjectShape)shape.Item).Find(name)!.Get(value) : null;
            if (key is not (null or "") && !seen.Add(key))
            {
                Report(at, $"found {Show(key, shape.Item)} a second time", shape.Key is null ? "no item may be there twice" : $"no two items may have the same {shape.Key}", node.Items[i].Position);
            }
        }

        return fits ? list : Unfit;
    }

    private static string Show(object key, FieldShape item) => item is ChoiceShape choice && key is Enum ? NameOf(choice, key) : $"\"{ScalarNode.Printable(key.ToString()!)}\"";

    /// <summary>An enum's value as the manifest writes it.</summary>
    internal static string NameOf(ChoiceShape choice, object value) =>
        value is string text ? text : choice.Names[Array.IndexOf(Enum.GetValuesAsUnderlyingType(choice.Type), Convert.ChangeType(value, Enum.GetUnderlyingType(choice.Type), CultureInfo.InvariantCulture))];

    private object Map(MappingNode node, MapShape shape, string path)
    {
        bool fits = Counted(node, node.Entries.Count, 0, shape.Maximum, shape, path);
        var map = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (MappingEntry entry in node.Entries)
        {
            string at = FieldPath.Join(path, entry.Key);
            object value = entry.Value is ScalarNode { Kind: ScalarKind.Null } empty ? Wrong(empty, shape.Value, at) : Value(entry.Value, shape.Value, at);
            fits &= value != Unfit;
            if (value != Unfit) map[entry.Key] = (string)value;
        }

        // Of the map, as the API server has it.
        if (node.Entries.Find(entry => !MapKeys.IsValid(entry.Key)) is not { } wrong) return fits ? map : Unfit;
        Report(path, $"found the key \"{ScalarNode.Printable(wrong.Key)}\"", MapKeys.Message, wrong.Position);
        return Unfit;
    }

    private bool Counted(DocumentNode node, int count, int minimum, int maximum, FieldShape shape, string path)
    {
        if (count >= minimum && count <= maximum) return true;
        Report(path, $"found {(count == 0 ? "an empty list" : $"{count.ToString(CultureInfo.InvariantCulture)} items")}", $"must be {Allowed.Of(shape)}", node.Position);
        return false;
    }

    private object Scalar(ScalarNode node, FieldShape shape, string path) => shape switch
    {
        BooleanShape => Boolean(node, path),
        ScalarShape => node.Text,
        NumberShape number => Number(node, number, path),
        ChoiceShape choice => Choice(node, choice, path),
        QuantityShape quantity => Quantity(node, quantity, path),
        TextShape text => Text(node, text, path),
        TimeShape time => DateTimeOffset.TryParse(node.Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset value) ? value : Wrong(node, time, path),
        _ => throw new ArgumentOutOfRangeException(nameof(shape)),
    };

    private object Boolean(ScalarNode node, string path)
    {
        if (node is { Kind: ScalarKind.Boolean, Text: "true" or "True" or "TRUE" }) return true;
        if (node is { Kind: ScalarKind.Boolean, Text: "false" or "False" or "FALSE" }) return false;
        return Wrong(node, new BooleanShape(), path, node is { Kind: ScalarKind.Text, Text: "true" or "false" } ? " (without quotes)" : "");
    }

    private object Number(ScalarNode node, NumberShape shape, string path)
    {
        bool isNumber = double.TryParse(node.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value);
        if (node.Kind != ScalarKind.Number || !isNumber) return Wrong(node, shape, path, node.Kind == ScalarKind.Text && isNumber ? " (without quotes)" : "");
        string digits = node.Text.TrimStart('-', '+');
        if (digits.Length > 1 && digits[0] == '0' && char.IsAsciiDigit(digits[1])) return Wrong(node, shape, path, " (without leading zeros, which some readers take for base 8)");
        if (!shape.Contains(value) || (shape.IsWhole && value != Math.Floor(value))) return Wrong(node, shape, path);
        return shape.IsWhole ? Convert.ChangeType(value, shape.Type, CultureInfo.InvariantCulture) : value;
    }

    private object Choice(ScalarNode node, ChoiceShape shape, string path)
    {
        int index = node.Kind == ScalarKind.Text ? shape.Names.ToList().IndexOf(node.Text) : -1;
        if (index < 0) return Wrong(node, shape, path, Suggestions.ForValue(node.Text, shape.Names));
        return shape.Type == typeof(string) ? node.Text : Enum.ToObject(shape.Type, Enum.GetValuesAsUnderlyingType(shape.Type).GetValue(index)!);
    }

    private object Quantity(ScalarNode node, QuantityShape shape, string path)
    {
        bool isNumber = node.Kind == ScalarKind.Number;
        string text = isNumber ? node.Text.TrimStart('+') : node.Text;
        bool matches = (isNumber || node.Kind == ScalarKind.Text) && text.Length <= QuantityShape.MaximumLength && QuantityShape.Matches(text);
        if (!matches) return Wrong(node, shape, path);
        // The API server takes text and whole numbers only.
        bool fraction = isNumber && node.Position.Override is null && !double.IsInteger(double.Parse(text, CultureInfo.InvariantCulture));
        return fraction ? Wrong(node, shape, path, " (a fraction needs quotes)") : text;
    }

    private object Text(ScalarNode node, TextShape shape, string path)
    {
        if (node.Kind != ScalarKind.Text && node.Position.Override is null) return Wrong(node, shape, path, " (a text that reads as another value needs quotes)");
        int length = node.Text.EnumerateRunes().Count();
        return length >= shape.MinimumLength && length <= shape.MaximumLength && shape.Matches(node.Text) ? node.Text : Wrong(node, shape, path);
    }

    private object Wrong(DocumentNode node, FieldShape shape, string path, string hint = "")
    {
        Report(path, $"found {node.Show()}", $"must be {Allowed.Of(shape)}{hint}", node.Position);
        return Unfit;
    }

    private void Report(string path, string found, string fix, SourcePosition position) => problems.Add(new ManifestProblem(
        path, found, fix, position.Line > 0 ? position.Line : null, position.Line > 0 ? position.Column : null, position.Override));
}
