using System.Text;
using System.Text.Json;
using RL4VLM.Core.Manifest.Reading;
using RL4VLM.Core.Manifest.Schema;

namespace RL4VLM.Core.Manifest.Generated;

/// <summary>docs/manifest.md: a table for every group of fields.</summary>
internal sealed class ManifestReferenceWriter
{
    private const string Introduction = """
        # Manifest reference

        <!-- Generated from src/Core/Manifest by `rl4vlm crd`; edit the attributes there. -->

        One document describes a run, for `rl4vlm run` and `kubectl apply` alike. YAML and JSON are both read; anchors, aliases and tags are not.
        [examples/quickstart.yaml](../examples/quickstart.yaml) is a whole one. `rl4vlm validate FILE` reports everything that is wrong at once;
        `--set spec.path=value` replaces a value for one call (`--set spec.tasks[0].options.jitter=0.5`).

        The column *changes* says what may change once the run has started: *yes*, *may grow*, or nothing for what is fixed.
        A change takes effect for stages not yet started.

        """;

    private readonly StringBuilder _text = new(Introduction);
    private readonly Dictionary<Type, string> _sections = [];
    private readonly Queue<(ObjectShape Shape, string Path, string Description, bool Mutable)> _pending = new();

    public static string Write()
    {
        var writer = new ManifestReferenceWriter();
        writer._text.Replace("\r\n", "\n");
        writer.Section(ManifestSchema.Root, "", "The document.", false);
        while (writer._pending.TryDequeue(out var section)) writer.Section(section.Shape, section.Path, section.Description, section.Mutable);
        return writer._text.ToString();
    }

    private void Section(ObjectShape record, string path, string description, bool mutable)
    {
        _text.Append('\n').Append("## ").Append(path.Length == 0 ? "Document" : path).Append("\n\n").Append(description).Append("\n\n");
        _text.Append("| field | type | default | allowed | changes | meaning |\n|---|---|---|---|---|---|\n");
        foreach (ManifestField field in record.Fields)
        {
            bool changes = mutable || field.Mutable;
            string at = FieldPath.Join(path, field.Name);
            _text.Append($"| `{field.Name}` | {TypeOf(field, at, changes)} | {DefaultOf(field)} | {AllowedOf(field.Shape)} | {(changes ? "yes" : field.Growing ? "may grow" : "")} | {Cell(field.Description)} |\n");
        }

        foreach (ManifestRule rule in ManifestRules.Of(record.Type))
        {
            _text.Append($"\n{(rule.Field.Length == 0 ? "Rule" : $"Rule for `{rule.Field}`")}: {rule.Message}.\n");
        }
    }

    private string TypeOf(ManifestField field, string path, bool mutable) => field.Shape switch
    {
        ObjectShape record => Link(record, path, field.Description, mutable),
        ListShape { Item: ObjectShape item } => $"list of {Link(item, $"{path}[]", field.Description, mutable)}",
        ListShape list => $"list of {Name(list.Item)}s",
        MapShape map => $"map to {Name(map.Value)}",
        _ => Name(field.Shape),
    };

    private static string Name(FieldShape shape) => shape switch
    {
        NumberShape { IsWhole: true } => "whole number",
        NumberShape => "number",
        BooleanShape => "boolean",
        QuantityShape => "quantity",
        _ => "text",
    };

    /// <summary>The section of a type; a type that appears in several places has one section, at the first.</summary>
    private string Link(ObjectShape record, string path, string description, bool mutable)
    {
        if (!_sections.TryGetValue(record.Type, out string? section))
        {
            _sections[record.Type] = section = path;
            _pending.Enqueue((record, path, description, mutable));
        }

        string anchor = string.Concat(section.Where(character => char.IsLetterOrDigit(character) || character == '-')).ToLowerInvariant();
        return $"[{section[(section.LastIndexOf('.') + 1)..].Replace("[]", "", StringComparison.Ordinal)}](#{anchor})";
    }

    private static string DefaultOf(ManifestField field)
    {
        if (field.Required) return "**required**";
        if (field.Shape is ObjectShape && field.Default is not null) return "as below";
        return SchemaWriter.Default(field) is { } value ? $"`{Cell(Show(value))}`" : "";
    }

    private static string Show(System.Text.Json.Nodes.JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.String => value.GetValue<string>(),
        JsonValueKind.Array => $"[{string.Join(", ", value.AsArray().Select(item => Show(item!)))}]",
        _ => value.ToJsonString().ToLowerInvariant(),
    };

    private static string AllowedOf(FieldShape shape) => shape switch
    {
        ObjectShape or BooleanShape => "",
        ListShape { Item: ObjectShape } list => Cell(Allowed.Of(list)["a list of ".Length..]),
        ListShape list => Cell($"{Allowed.Of(list)["a list of ".Length..]}, each {Allowed.Of(list.Item)}"),
        MapShape map => Cell($"at most {Allowed.Number(map.Maximum)}, each {Allowed.Of(map.Value)}"),
        NumberShape number => Cell(Allowed.Range(number)),
        _ => Cell(Allowed.Of(shape)),
    };

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
