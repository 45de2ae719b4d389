using RL4VLM.Cli.Output;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;
using Spectre.Console;

namespace RL4VLM.Cli.Running;

/// <summary>Live progress for a terminal: the run and the stage at work, tokens/s, success so far, time left; finished stages scroll above.</summary>
public sealed class LiveRunDisplay(IAnsiConsole console, int iterations, TimeProvider clock) : IRunDisplay
{
    private readonly Lock gate = new();
    private readonly long start = clock.GetTimestamp();
    private ProgressTask? whole;
    private ProgressTask? stage;
    private int done;
    private int total;
    private TimeSpan? remaining;
    private double? success;
    private string title = "";

    public Task ShowAsync(Func<Task> work)
    {
        Progress progress = console.Progress().AutoClear(true).Columns(
            new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 24 }, new PercentageColumn());
        // Twice a second is smooth enough; every refresh costs CPU time the training could use.
        progress.RefreshRate = TimeSpan.FromMilliseconds(500);
        return progress.StartAsync(async context =>
        {
            whole = context.AddTask("run", maxValue: 1);
            stage = context.AddTask("starting", maxValue: 1);
            await work().ConfigureAwait(false);
        });
    }

    public void Started(StageKey key, int done, int total, TimeSpan? remaining)
    {
        lock (gate)
        {
            (this.done, this.total, this.remaining) = (done, total, remaining);
            title = StageLine.Title(key, iterations);
            Update(0, "", null);
        }
    }

    public void Report(StageProgress value)
    {
        lock (gate) Update(value.Fraction, value.Message, value.Metrics);
    }

    public void Finished(StageKey key, StageSummary summary, TimeSpan elapsed)
    {
        lock (gate)
        {
            if (summary.Metrics.TryGetValue(MetricNames.Sample.Success, out double value)) success = value;
            console.MarkupLineInterpolated($"[green]✓[/] {title,-26} [grey]{Format.Duration(elapsed),7}[/]  {StageLine.Figures(summary)}");
        }
    }

    private void Update(double fraction, string message, IReadOnlyDictionary<string, double>? metrics)
    {
        if (whole is null || stage is null) return;
        if (metrics is not null && metrics.TryGetValue(MetricNames.Sample.Success, out double now)) success = now;
        double? speed = metrics is not null && metrics.TryGetValue(MetricNames.Timing.TokensPerSecond, out double tokens) ? tokens : null;
        whole.Value = total == 0 ? 0 : (done + fraction) / total;
        string left = remaining is { } time ? $"  about {Format.Duration(time)} left" : "";
        string rate = success is { } share ? $"  success {Format.Percent(share)}" : "";
        whole.Description = Markup.Escape($"run  {Format.Duration(clock.GetElapsedTime(start))}{rate}{left}");
        stage.Value = fraction;
        stage.Description = Markup.Escape($"{title}  {message}{(speed is null ? "" : $"  {Format.Count(speed)} tokens/s")}");
    }
}
