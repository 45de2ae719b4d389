using RL4VLM.Cli.Output;
using RL4VLM.Core.Manifest;

namespace RL4VLM.Cli.Cluster;

/// <summary>One run with all that its status says.</summary>
internal static class RunDetail
{
    public static void Write(TextWriter writer, ClusterRun run, DateTimeOffset now)
    {
        RunStatus status = run.Status;
        writer.WriteLine($"{run.Namespace}/{run.Name}  {run.Phase}, iteration {RunTable.Iteration(run)}, {Format.Count(status.Restarts ?? 0)} restarts, {RunTable.Age(now - run.Created)} old");
        if (RunStorage.Location(run) is { } location) writer.WriteLine(location);
        if (status.CompletionTime is { } end) writer.WriteLine($"ended {RunTable.Time(end)}");
        else if (status.EstimatedCompletionTime is { } estimate) writer.WriteLine($"ends about {RunTable.Time(estimate)} (in {RunTable.Age(estimate - now)})");
        if (status.Phase is null) writer.WriteLine("no operator has looked at this run yet: is one running that watches its namespace? (docs/installation.md)");
        if (status.Conditions is { Count: > 0 } conditions)
        {
            writer.WriteLine();
            foreach (RunCondition condition in conditions)
            {
                writer.WriteLine($"  {condition.Type,-12} {condition.Status,-8} {condition.Reason}{(condition.Message.Length > 0 ? ": " : "")}{condition.Message.ReplaceLineEndings("\n  ")}");
            }
        }

        if (status.Stages is { Count: > 0 } stages)
        {
            writer.WriteLine();
            Stages(stages, now).Write(writer, "  ");
        }

        if (status.Evaluations is not { Count: > 0 } evaluations) return;
        writer.WriteLine();
        Evaluations(evaluations).Write(writer, "  ");
    }

    public static JsonFields Json(ClusterRun run)
    {
        RunStatus status = run.Status;
        JsonFields fields = RunTable.Json(run);
        fields.Add("storage", RunStorage.Location(run));
        fields.Add("started", RunTable.Time(status.StartTime));
        fields.Add("ended", RunTable.Time(status.CompletionTime));
        fields.Add("estimatedCompletion", RunTable.Time(status.EstimatedCompletionTime));
        fields.Add("conditions", (status.Conditions ?? []).Select(condition => new JsonFields
        {
            { "type", condition.Type }, { "status", condition.Status }, { "reason", condition.Reason }, { "message", condition.Message }, { "since", RunTable.Time(condition.LastTransitionTime) },
        }));
        fields.Add("stages", (status.Stages ?? []).Select(stage => new JsonFields
        {
            { "stage", stage.Stage }, { "iteration", stage.Iteration }, { "task", stage.Task }, { "job", stage.Job }, { "started", RunTable.Time(stage.StartTime) },
            { "ready", stage.Ready }, { "active", stage.Active }, { "succeeded", stage.Succeeded }, { "failed", stage.Failed },
        }));
        fields.Add("evaluations", (status.Evaluations ?? []).Select(task => new JsonFields
        {
            { "task", task.Task }, { "latest", Figures(task.Latest) }, { "best", Figures(task.Best) },
        }));
        return fields;
    }

    private static TextTable Stages(IReadOnlyList<StageStatus> stages, DateTimeOffset now)
    {
        var table = new TextTable("stage", "iteration", "ready", "active", "succeeded", "failed", "age");
        foreach (StageStatus stage in stages)
        {
            table.Row(
                stage.Task is { } task ? $"{stage.Stage} {task}" : stage.Stage, Format.Number(stage.Iteration, "0"),
                Format.Count(stage.Ready), Format.Count(stage.Active), Format.Count(stage.Succeeded), Format.Count(stage.Failed),
                stage.StartTime is { } start ? RunTable.Age(now - start) : Format.Missing);
        }

        return table;
    }

    private static TextTable Evaluations(IReadOnlyList<TaskEvaluations> evaluations)
    {
        var table = new TextTable("evaluation", "of", "iteration", "success", "greedy", "reward", "thoughts");
        foreach (TaskEvaluations task in evaluations)
        {
            foreach ((string which, EvaluationFigures? figures) in new[] { ("latest", task.Latest), ("best", task.Best) })
            {
                if (figures is null) continue;
                table.Row(
                    task.Task, which, Format.Number(figures.Iteration, "0"), Format.Percent(figures.SuccessRate), Format.Percent(figures.GreedySuccessRate),
                    Format.Number(figures.MeanReward), Format.Percent(figures.ThoughtAccuracy));
            }
        }

        return table;
    }

    private static JsonFields? Figures(EvaluationFigures? figures) => figures is null ? null : new JsonFields
    {
        { "iteration", figures.Iteration },
        { "successRate", figures.SuccessRate },
        { "greedySuccessRate", figures.GreedySuccessRate },
        { "meanReward", figures.MeanReward },
        { "thoughtAccuracy", figures.ThoughtAccuracy },
    };
}
