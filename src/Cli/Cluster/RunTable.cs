using System.Globalization;
using RL4VLM.Cli.Output;

namespace RL4VLM.Cli.Cluster;

/// <summary>Runs, a line each.</summary>
internal static class RunTable
{
    public static TextTable Of(IReadOnlyList<ClusterRun> runs, bool namespaces, DateTimeOffset now)
    {
        var table = new TextTable([.. namespaces ? ["namespace"] : Array.Empty<string>(), "name", "phase", "iteration", "success", "best", "restarts", "age", "blocked by"]);
        foreach (ClusterRun run in runs)
        {
            table.Row(
            [
                .. namespaces ? [run.Namespace] : Array.Empty<string>(),
                run.Name, run.Phase, Iteration(run),
                Format.Percent(run.Status.Success), Format.Percent(run.Status.Best), Format.Count(run.Status.Restarts),
                Age(now - run.Created), run.Blocker()?.Reason ?? "",
            ]);
        }

        return table;
    }

    public static JsonFields Json(ClusterRun run) => new()
    {
        { "namespace", run.Namespace },
        { "name", run.Name },
        { "phase", run.Phase },
        { "iteration", run.Status.Iteration },
        { "iterations", run.Iterations },
        { "success", run.Status.Success },
        { "best", run.Status.Best },
        { "restarts", run.Status.Restarts },
        { "created", Time(run.Created) },
        { "reason", run.Blocker()?.Reason },
        { "message", run.Blocker()?.Message },
    };

    /// <summary>Done and asked for, as in <c>3/40</c>.</summary>
    public static string Iteration(ClusterRun run) => run.Iterations is { } all
        ? string.Create(CultureInfo.InvariantCulture, $"{run.Status.Iteration ?? 0}/{all}")
        : Format.Count(run.Status.Iteration);

    /// <summary>In the unit that says most, as kubectl does.</summary>
    public static string Age(TimeSpan age) => age switch
    {
        { TotalDays: >= 2 } => Whole(age.TotalDays, 'd'),
        { TotalHours: >= 2 } => Whole(age.TotalHours, 'h'),
        { TotalMinutes: >= 2 } => Whole(age.TotalMinutes, 'm'),
        _ => Whole(Math.Max(0, age.TotalSeconds), 's'),
    };

    public static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Whole(double number, char unit) => string.Create(CultureInfo.InvariantCulture, $"{(int)number}{unit}");
}
