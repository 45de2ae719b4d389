using System.ComponentModel;
using RL4VLM.Core.Manifest.Schema;

namespace RL4VLM.Core.Manifest;

public sealed record TaskSpec
{
    /// <summary>Tasks that need no <see cref="Remote"/>.</summary>
    public static IReadOnlyList<string> BuiltIn { get; } = ["numberline", "ezpoints", "points24", "blackjack", "alfworld"];

    [Description("numberline, ezpoints, points24, blackjack, alfworld, or a name of your own together with remote."), RequiredField]
    [AllowedText(MaximumLength = 40, Pattern = Patterns.DnsLabel, Meaning = Patterns.DnsLabelMeaning)]
    public string Name { get; init; } = "";

    [Description("Share of the environment steps this task gets, relative to the others."), AllowedRange(0, 1000, ExclusiveMinimum = true)]
    public double Weight { get; init; } = 1;

    [Description("Whether the model writes its thoughts before the action.")]
    public bool ChainOfThought { get; init; } = true;

    [Description("Variants of the task.")]
    public TaskOptions Options { get; init; } = new();

    [Description("Serves an environment of your own over HTTP: url, or image and port.")]
    public RemoteSpec? Remote { get; init; }
}

public sealed record TaskOptions
{
    [Description("numberline: positions run from 0 to this."), AllowedRange(1, 99)]
    public int MaxPosition { get; init; } = 5;

    [Description("numberline: the thoughts go on to state how far the target lies from the current number, as one number: target - current + maxPosition.")]
    public bool StateDifference { get; init; }

    [Description("How much position, size and font of what is drawn vary."), AllowedRange(0, 1)]
    public double Jitter { get; init; }

    [Description("Share of the states kept back from training and demonstrations."), AllowedRange(0, 1, ExclusiveMaximum = true)]
    public double HoldOut { get; init; }

    [Description("points24: J, Q and K count 10 (true) or 11, 12 and 13 (false).")]
    public bool TreatFaceCardsAs10 { get; init; } = true;
}

/// <summary>An environment served over HTTP: somewhere, or by an image beside the worker.</summary>
public sealed record RemoteSpec
{
    [Description("Address of a server that runs already. Exactly one of url and image.")]
    [AllowedText(MaximumLength = 2048, Pattern = Patterns.HttpUrl, Meaning = Patterns.HttpUrlMeaning)]
    public string? Url { get; init; }

    [Description("Image of a server that is started beside every worker. Exactly one of url and image.")]
    [AllowedText(MaximumLength = 1024, Pattern = Patterns.Image, Meaning = Patterns.ImageMeaning)]
    public string? Image { get; init; }

    [Description("Port on which the image's server listens."), AllowedRange(1, 65535)]
    public int? Port { get; init; }
}
