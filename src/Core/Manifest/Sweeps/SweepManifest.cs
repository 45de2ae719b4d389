using System.ComponentModel;
using RL4VLM.Core.Manifest.Schema;

namespace RL4VLM.Core.Manifest;

/// <summary>A manifest times a grid of overrides and seeds, for <c>rl4vlm sweep</c>.</summary>
public sealed record SweepManifest
{
    public const string KindName = "RL4VLMSweep";

    [Description("Group and version of the file."), RequiredField, AllowedValues($"{RunManifest.Group}/{RunManifest.Version}")]
    public string ApiVersion { get; init; } = $"{RunManifest.Group}/{RunManifest.Version}";

    [Description("Kind of the file."), RequiredField, AllowedValues(KindName)]
    public string Kind { get; init; } = KindName;

    [Description("Name of the sweep."), RequiredField]
    public SweepMetadata Metadata { get; init; } = new();

    [Description("What is run."), RequiredField]
    public SweepSpec Spec { get; init; } = new();
}

public sealed record SweepMetadata
{
    [Description("Name of the sweep; its table and its runs lie under it."), RequiredField]
    [AllowedText(MaximumLength = RunMetadata.NameLength, Pattern = Patterns.DnsLabel, Meaning = Patterns.DnsLabelMeaning)]
    public string Name { get; init; } = "";
}

public sealed record SweepSpec
{
    [Description("The manifest that every run starts from; a path relative to this file."), RequiredField, AllowedText(MaximumLength = 4096)]
    public string Manifest { get; init; } = "";

    [Description("What the sweep compares: the heading of its table."), AllowedText(MaximumLength = 400)]
    public string? Title { get; init; }

    [Description("Seeds; every row is run with each."), AllowedItems(100, Minimum = 1, Unique = true), AllowedRange(0, int.MaxValue)]
    public IReadOnlyList<int> Seeds { get; init; } = [1, 2, 3];

    [Description("Fields and their values; every combination is a row. Combined with `rows`: every combination of every row."), AllowedItems(8, Key = "field")]
    public IReadOnlyList<SweepAxis> Grid { get; init; } = [];

    [Description("Rows by name, each with overrides of its own."), AllowedItems(200, Key = "name")]
    public IReadOnlyList<SweepRowSpec> Rows { get; init; } = [];
}

public sealed record SweepAxis
{
    [Description("A field of the manifest, as `--set` takes it."), RequiredField, AllowedText(MaximumLength = 400)]
    public string Field { get; init; } = "";

    [Description("Its values."), RequiredField, AllowedItems(100, Minimum = 1, Unique = true), AnyScalar]
    public IReadOnlyList<string> Values { get; init; } = [];
}

public sealed record SweepRowSpec
{
    [Description("Name of the row."), RequiredField]
    [AllowedText(MaximumLength = RunMetadata.NameLength, Pattern = Patterns.DnsLabel, Meaning = Patterns.DnsLabelMeaning)]
    public string Name { get; init; } = "";

    [Description("Another manifest for this row; a path relative to this file."), AllowedText(MaximumLength = 4096)]
    public string? Manifest { get; init; }

    [Description("Overrides such as `spec.ppo.iterations=0`."), AllowedItems(64), AllowedText(MaximumLength = 4096)]
    public IReadOnlyList<string> Set { get; init; } = [];

    [Description("Which comparison the row makes, for the table."), AllowedText(MaximumLength = 400)]
    public string? Comparison { get; init; }

    [Description("Seeds of this row, where they are not the sweep's."), AllowedItems(100, Minimum = 1, Unique = true), AllowedRange(0, int.MaxValue)]
    public IReadOnlyList<int>? Seeds { get; init; }
}
