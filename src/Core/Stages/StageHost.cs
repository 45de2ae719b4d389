using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Logging;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Telemetry;

namespace RL4VLM.Core.Stages;

/// <summary>A stage as the host runs it; the program has wrapped its session into it.</summary>
public delegate Task<StageSummary> StageMain(StageContext context, CancellationToken cancellation);

/// <summary>Turns stages into a process: arguments, signals, exit codes and the summary on the termination message path.</summary>
public sealed class StageHost
{
    /// <summary>Where the summary goes; default <c>/dev/termination-log</c> when that exists.</summary>
    public const string TerminationMessageVariable = "RL4VLM_TERMINATION_MESSAGE_PATH";

    /// <summary>Most bytes of it; default <see cref="StageSummary.MaximumBytes"/>.</summary>
    public const string TerminationMessageBytesVariable = "RL4VLM_TERMINATION_MESSAGE_BYTES";

    public required string Program { get; init; }

    /// <summary>The program's stages by name (<see cref="StageNames"/>).</summary>
    public required IReadOnlyDictionary<string, StageMain> Stages { get; init; }

    /// <summary>Reads and validates a manifest file; throws <see cref="StageException"/> 78 when it is wrong.</summary>
    public required Func<string, RunManifest> ReadManifest { get; init; }

    /// <summary>Opens the run's artifacts from the manifest and <c>--directory</c>.</summary>
    public Func<RunManifest, string?, IArtifactStore> OpenStore { get; init; } = ArtifactStores.OpenForStage;

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public TextWriter Output { get; init; } = Console.Out;

    public TextWriter Error { get; init; } = Console.Error;

    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>When this process began, for the span of its start-up.</summary>
    public Func<DateTimeOffset> ProcessStart { get; init; } = StartOfThisProcess;

    /// <summary>The <c>OTEL_*</c> variables.</summary>
    public IReadOnlyDictionary<string, string?> TelemetryVariables { get; init; } = TelemetryExport.ProcessVariables();

    /// <summary>Runs the stage the arguments name, until it is done, fails, or SIGTERM arrives.</summary>
    /// <returns>The process's exit code (<see cref="ExitCodes"/>).</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken cancellation = default)
    {
        if (args.Count > 0 && args[0] is "--help" or "-h")
        {
            await Output.WriteLineAsync(StageArguments.Usage(Program, Stages.Keys)).ConfigureAwait(false);
            return ExitCodes.Done;
        }

        string format;
        try
        {
            format = LogFormats.Read(Environment);
        }
        catch (StageException e)
        {
            await Error.WriteLineAsync($"{Program}: {e.Message}").ConfigureAwait(false);
            return e.ExitCode;
        }

        using ILoggerFactory logs = ProgramLogs.OfStage(format, Error, Clock);
        ILogger logger = logs.CreateLogger(Program);
        using var signals = new TerminationSignals();
        await using TelemetryExport? export = TelemetryExport.Start(Program, TelemetryVariables, new LogWriter(logger, $"{Program}: "));
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellation, signals.Token);
        ActivityContext parent = StageSpans.Parse(Environment("TRACEPARENT")) ?? default;
        using IDisposable? traced = logger.With(LogFields.OfTrace(parent));
        var log = new StageLog(logger, logs.CreateLogger(ProgramLogs.StageCategory), Clock);
        try
        {
            StageArguments arguments = StageArguments.Parse(args, [.. Stages.Keys], Environment);
            StageContext context = CreateContext(arguments, logs);
            using IDisposable? described = logger.With(StageLog.Of(arguments.Stage, context));
            await SettledManifest.SettleAsync(context.Store, context.Manifest, linked.Token).ConfigureAwait(false);
            StageSpans.RecordStartup(arguments.Stage, context, parent, ProcessStart());
            // The first export has its code compiled: beside the work that costs no time, after it a good part of a second.
            _ = export?.FlushTracesAsync(TelemetryExport.LastFlush);
            StageSummary summary = await ObservedStage.RunAsync(arguments.Stage, log.Around(arguments.Stage, Stages[arguments.Stage]), context, parent, linked.Token).ConfigureAwait(false);
            await EmitAsync(summary, logger).ConfigureAwait(false);
            return ExitCodes.Done;
        }
        catch (Exception e)
        {
            log.Failed(e);
            (int code, string message) = StageFailure.Describe(e);
            // Whoever reads the pod's status gets the message without the stack below it, and not the end of a log.
            await TerminateWithAsync(Encoding.UTF8.GetBytes($"{Program}: {message.Split("\n   at ")[0]}"), logger).ConfigureAwait(false);
            if (code == ExitCodes.Usage) logger.Say(LogLevel.Information, StageArguments.Usage(Program, Stages.Keys));
            return code;
        }
    }

    private StageContext CreateContext(StageArguments arguments, ILoggerFactory logs)
    {
        RunManifest manifest = ReadManifest(arguments.Manifest);
        return new StageContext
        {
            Manifest = manifest,
            Run = manifest.Metadata.Name,
            Iteration = arguments.Iteration,
            Worker = arguments.Worker,
            Workers = arguments.Workers,
            Task = arguments.Task,
            Store = OpenStore(manifest, arguments.Directory),
            Progress = new LineProgress(logs.CreateLogger(ProgramLogs.ProgressCategory), Clock),
            Clock = Clock,
            Log = logs.CreateLogger(ProgramLogs.StageCategory),
        };
    }

    private async Task EmitAsync(StageSummary summary, ILogger logger)
    {
        byte[] bytes = StageSummaryFit.ToUtf8(summary, TerminationMessageBytes);
        await Output.WriteLineAsync(Encoding.UTF8.GetString(bytes)).ConfigureAwait(false);
        await TerminateWithAsync(bytes, logger).ConfigureAwait(false);
    }

    private int TerminationMessageBytes =>
        int.TryParse(Environment(TerminationMessageBytesVariable), NumberStyles.None, CultureInfo.InvariantCulture, out int bytes) ? bytes : StageSummary.MaximumBytes;

    private async Task TerminateWithAsync(byte[] message, ILogger logger)
    {
        if (message.Length > TerminationMessageBytes) message = message[..TerminationMessageBytes];
        string? path = Environment(TerminationMessageVariable) is { Length: > 0 } given ? given
            : File.Exists("/dev/termination-log") ? "/dev/termination-log" : null;
        if (path is null) return;
        try
        {
            await File.WriteAllBytesAsync(path, message).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The artifact is committed: a rerun emits the same summary, so a full disk here is no failure of the stage.
            logger.LogWarning("the termination message could not be written to {Path}: {Reason}", path, e.Message);
        }
    }

    private static DateTimeOffset StartOfThisProcess()
    {
        using var process = Process.GetCurrentProcess();
        return process.StartTime;
    }
}
