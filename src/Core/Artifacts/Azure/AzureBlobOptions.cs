using System.Globalization;
using Azure.Core.Pipeline;
using RL4VLM.Core.Stages;

namespace RL4VLM.Core.Artifacts;

/// <summary>How a process uses Azure Blob Storage. What is the same for everyone stands in the manifest; this is the machine's part.</summary>
public sealed record AzureBlobOptions
{
    /// <summary>Environment variable: the folder for attempts in the making and for downloads.</summary>
    public const string ScratchVariable = "RL4VLM_SCRATCH";

    /// <summary>Environment variable: how many GiB of downloads are kept there for later processes.</summary>
    public const string ScratchLimitVariable = "RL4VLM_SCRATCH_LIMIT_GIB";

    private const long GiB = 1L << 30;

    /// <summary>Local folder for attempts in the making and for downloads.</summary>
    public string Scratch { get; init; } = DefaultScratch;

    /// <summary>Bytes of downloads that a process leaves for later ones; the least recently used go when a process starts, never those of a live one.</summary>
    public long ScratchLimit { get; init; } = 64 * GiB;

    /// <summary>How long one request is tried again before the process gives up (exit code 75).</summary>
    public TimeSpan RetryFor { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Pause before the first retry; the next ones double it up to <see cref="RetryMaximumDelay"/>, with jitter.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(0.5);

    public TimeSpan RetryMaximumDelay { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Larger files travel as blocks of this size, several at a time.</summary>
    public int BlockSize { get; init; } = 8 << 20;

    /// <summary>Files side by side, and blocks of one file side by side.</summary>
    public int Concurrency { get; init; } = 4;

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Told that storage does not answer and is tried again; a process that says nothing for ten minutes looks dead.</summary>
    public Action<string> Warn { get; init; } = message => Console.Error.WriteLine($"storage: {message}");

    /// <summary>Where environment variables come from.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>Replaces the HTTP client; for tests.</summary>
    public HttpPipelineTransport? Transport { get; init; }

    private static string DefaultScratch
    {
        get
        {
            string user = string.Concat(System.Environment.UserName.Where(char.IsAsciiLetterOrDigit));
            return Path.Combine(Path.GetTempPath(), $"rl4vlm-{(user.Length == 0 ? "user" : user)}");
        }
    }

    /// <summary>The defaults, with what the environment variables say.</summary>
    /// <exception cref="StageException">64 when the limit is no number.</exception>
    public static AzureBlobOptions FromEnvironment()
    {
        var options = new AzureBlobOptions();
        if (options.Environment(ScratchVariable) is { Length: > 0 } scratch) options = options with { Scratch = Path.GetFullPath(scratch) };
        if (options.Environment(ScratchLimitVariable) is not { Length: > 0 } limit) return options;
        return double.TryParse(limit, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) && number < 1e9
            ? options with { ScratchLimit = (long)(number * GiB) }
            : throw new StageException(ExitCodes.Usage, $"{ScratchLimitVariable}: '{limit}' is no number of GiB; give one such as 64 or 0.5");
    }
}
