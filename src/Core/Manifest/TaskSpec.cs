namespace RL4VLM.Core.Manifest;

public sealed record TaskSpec
{
    /// <summary>numberline, ezpoints, points24, blackjack, alfworld, or a name of your own with <see cref="Remote"/>.</summary>
    public string Name { get; init; } = "";

    /// <summary>Share of the environment steps this task gets, relative to the others.</summary>
    public double Weight { get; init; } = 1;

    public bool ChainOfThought { get; init; } = true;

    public TaskOptions Options { get; init; } = new();

    public RemoteSpec? Remote { get; init; }
}

public sealed record TaskOptions
{
    /// <summary>NumberLine: positions run from 0 to this.</summary>
    public int MaxPosition { get; init; } = 5;

    /// <summary>0 to 1: how much position, size and font of what is drawn vary.</summary>
    public double Jitter { get; init; }

    /// <summary>Share of initial states kept back from training, 0 to less than 1.</summary>
    public double HoldOut { get; init; }

    /// <summary>Points24: J, Q, K count 10 (true) or 11, 12, 13.</summary>
    public bool TreatFaceCardsAs10 { get; init; } = true;
}

/// <summary>An environment served over HTTP: somewhere (<see cref="Url"/>) or by an image beside the worker.</summary>
public sealed record RemoteSpec
{
    public string? Url { get; init; }

    public string? Image { get; init; }

    public int? Port { get; init; }
}
