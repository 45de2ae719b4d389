namespace RL4VLM.Core.Manifest;

public sealed record SftSpec
{
    public DemonstrationSpec Demonstrations { get; init; } = new();

    public int Epochs { get; init; } = 1;

    public int BatchSize { get; init; } = 64;

    public double LearningRate { get; init; } = 1e-3;
}

public enum DemonstrationSource { Expert, Dataset }

public sealed record DemonstrationSpec
{
    public DemonstrationSource Source { get; init; } = DemonstrationSource.Expert;

    /// <summary>Folder or artifact of a demonstration dataset, with source: dataset.</summary>
    public string? Path { get; init; }

    public int Episodes { get; init; } = 4000;

    /// <summary>Chance that a demonstrated action is drawn at random.</summary>
    public double Noise { get; init; }

    /// <summary>Share of situations in which the expert has a wrong habit (it errs in most, not all, of the same situations).</summary>
    public double Mistakes { get; init; }
}
