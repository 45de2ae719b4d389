using System.ComponentModel;
using RL4VLM.Core.Manifest.Schema;

namespace RL4VLM.Core.Manifest;

public sealed record SftSpec
{
    [Description("What is imitated.")]
    public DemonstrationSpec Demonstrations { get; init; } = new();

    [Description("Passes over the demonstrations."), AllowedRange(1, 1000)]
    public int Epochs { get; init; } = 1;

    [Description("Demonstrated steps per optimizer step."), AllowedRange(1, 65536)]
    public int BatchSize { get; init; } = 64;

    [Description("Learning rate."), AllowedRange(0, 1, ExclusiveMinimum = true)]
    public double LearningRate { get; init; } = 1e-3;

    [Description("Weight decay (AdamW's: a share of the learning rate by which every matrix shrinks at each step). What is learned by heart gives way to what holds for more.")]
    [AllowedRange(0, 10)]
    public double WeightDecay { get; init; }
}

public enum DemonstrationSource { Expert, Dataset }

public sealed record DemonstrationSpec
{
    [Description("expert: played by the task's scripted player; dataset: read from path.")]
    public DemonstrationSource Source { get; init; } = DemonstrationSource.Expert;

    [Description("Folder or artifact of a demonstration dataset; with source: dataset only."), AllowedText(MaximumLength = 1024)]
    public string? Path { get; init; }

    [Description("Demonstrated episodes over all tasks."), AllowedRange(1, 10_000_000)]
    public int Episodes { get; init; } = 4000;

    [Description("Chance that a demonstrated action is drawn at random."), AllowedRange(0, 1)]
    public double Noise { get; init; }

    [Description("Share of the situations in which the scripted player has a wrong habit (it errs in most of the same situations, not in all).")]
    [AllowedRange(0, 1)]
    public double Mistakes { get; init; }
}
