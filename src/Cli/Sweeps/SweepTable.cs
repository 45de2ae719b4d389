using System.Globalization;
using System.Text;
using RL4VLM.Cli.Output;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Sweeps;

/// <summary>The sweep's table: a line for every row and task, means over its seeds.</summary>
/// <param name="rows">Rows in order.</param>
/// <param name="finished">Figures of the runs that have ended well.</param>
public sealed class SweepTable(IReadOnlyList<SweepRow> rows, IReadOnlyList<SweepFigures> finished)
{
    // Measures that only some tasks have make a column where some row has them.
    private static readonly Column[] Columns =
    [
        new("row", line => line.Row.Name),
        new("task", line => line.Task),
        new("seeds", Seeds),
        Share("SFT sampled", afterPpo: false, Sampled, MetricNames.Evaluation.Success),
        Share("SFT greedy", afterPpo: false, Greedy, MetricNames.Evaluation.Success),
        Share("PPO sampled", afterPpo: true, Sampled, MetricNames.Evaluation.Success),
        Share("PPO greedy", afterPpo: true, Greedy, MetricNames.Evaluation.Success),
        Share("held-out sampled", afterPpo: true, Sampled, MetricNames.Evaluation.HeldOutSuccess, optional: true),
        Share("held-out greedy", afterPpo: true, Greedy, MetricNames.Evaluation.HeldOutSuccess, optional: true),
        Number("SFT reward, greedy", afterPpo: false, Greedy, MetricNames.Evaluation.Reward),
        Number("reward, sampled", afterPpo: true, Sampled, MetricNames.Evaluation.Reward),
        Number("reward, greedy", afterPpo: true, Greedy, MetricNames.Evaluation.Reward),
        Share("optimal decisions", afterPpo: true, Sampled, MetricNames.Evaluation.Agreement, optional: true),
        Share("thoughts SFT", afterPpo: false, Sampled, MetricNames.Evaluation.ThoughtAccuracy),
        Share("thoughts PPO", afterPpo: true, Sampled, MetricNames.Evaluation.ThoughtAccuracy),
        new("CPU-s", line => line.CpuSeconds is { } cpu ? Format.Count(cpu.Mean) : Format.Missing),
        new("measured", Measured, Optional: true),
    ];

    private const string Sampled = "sampled", Greedy = "greedy";

    private sealed record Column(string Heading, Func<Line, string> Cell, bool Optional = false);

    /// <summary>Mean, lowest and highest over the seeds; null where no run has the measure.</summary>
    public sealed record Spread(double Mean, double Lowest, double Highest)
    {
        public static Spread? Of(IEnumerable<double?> values)
        {
            double[] known = [.. values.OfType<double>().Where(double.IsFinite)];
            return known.Length == 0 ? null : new Spread(known.Average(), known.Min(), known.Max());
        }
    }

    /// <summary>One line.</summary>
    public sealed record Line(SweepRow Row, string Task, IReadOnlyList<SweepFigures> Runs)
    {
        public Spread? Of(bool afterPpo, string mode, string measure) => Spread.Of(Runs.Select(run => run.Of(Task, afterPpo, mode, measure)));

        public Spread? CpuSeconds => Spread.Of(Runs.Select(run => (double?)run.TrainingCpuSeconds));
    }

    public IReadOnlyList<Line> Lines { get; } =
    [
        .. rows.Select(row => (Row: row, Runs: (SweepFigures[])[.. finished.Where(one => one.Run.Row.Name == row.Name)]))
            .SelectMany(row => row.Runs.Length == 0
                ? [new Line(row.Row, Format.Missing, [])]
                : row.Runs[0].Run.Manifest.Spec.Tasks.Select(task => new Line(row.Row, task.Name, row.Runs))),
    ];

    public void Write(TextWriter writer)
    {
        Column[] columns = [.. Shown];
        var table = new TextTable([.. columns.Select(column => column.Heading)]);
        foreach (Line line in Lines) table.Row([.. columns.Select(column => column.Cell(line))]);
        table.Write(writer);
    }

    /// <summary>Headings and cells, with the comparison that each row makes.</summary>
    public IEnumerable<IReadOnlyList<string>> Compared =>
        [[.. Shown.Select(column => column.Heading), "comparison"], .. Lines.Select(line => (IReadOnlyList<string>)[.. Shown.Select(column => column.Cell(line)), line.Row.Comparison ?? ""])];

    private IEnumerable<Column> Shown => Columns.Where(column => !column.Optional || Lines.Any(line => column.Cell(line) != Format.Missing));

    /// <summary>The same in Markdown.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        foreach (IReadOnlyList<string> cells in Compared)
        {
            bool heads = text.Length == 0;
            text.Append("| ").AppendJoin(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal))).Append(" |\n");
            if (heads) text.Append('|').Insert(text.Length, "---|", cells.Count).Append('\n');
        }

        return text.ToString();
    }

    public IEnumerable<JsonFields> ToJson() => Lines.Select(line => new JsonFields
    {
        { "row", line.Row.Name },
        { "task", line.Runs.Count == 0 ? null : line.Task },
        { "comparison", line.Row.Comparison },
        { "seeds", line.Runs.Select(run => run.Run.Seed).ToArray() },
        { "before", Modes(line, afterPpo: false) },
        { "after", Modes(line, afterPpo: true) },
        { "cpuSeconds", Json(line.CpuSeconds) },
    });

    private static JsonFields Modes(Line line, bool afterPpo) => new() { { Sampled, Measures(line, afterPpo, Sampled) }, { Greedy, Measures(line, afterPpo, Greedy) } };

    private static JsonFields Measures(Line line, bool afterPpo, string mode) => new()
    {
        { "successRate", Json(line.Of(afterPpo, mode, MetricNames.Evaluation.Success)) },
        { "meanReward", Json(line.Of(afterPpo, mode, MetricNames.Evaluation.Reward)) },
        { "thoughtAccuracy", Json(line.Of(afterPpo, mode, MetricNames.Evaluation.ThoughtAccuracy)) },
        { "illegalRate", Json(line.Of(afterPpo, mode, MetricNames.Evaluation.IllegalRate)) },
        { "agreement", Json(line.Of(afterPpo, mode, MetricNames.Evaluation.Agreement)) },
        { "heldOutSuccessRate", Json(line.Of(afterPpo, mode, MetricNames.Evaluation.HeldOutSuccess)) },
    };

    private static JsonFields? Json(Spread? spread) => spread is null ? null : new() { { "mean", spread.Mean }, { "lowest", spread.Lowest }, { "highest", spread.Highest } };

    private static Column Share(string heading, bool afterPpo, string mode, string measure, bool optional = false) => new(
        heading, line => Show(line.Of(afterPpo, mode, measure), value => (value * 100).ToString("0.0", CultureInfo.InvariantCulture), " %"), optional);

    private static Column Number(string heading, bool afterPpo, string mode, string measure) =>
        new(heading, line => Show(line.Of(afterPpo, mode, measure), value => Format.Number(value)));

    private static string Seeds(Line line)
    {
        string done = line.Runs.Count.ToString(CultureInfo.InvariantCulture);
        return line.Runs.Count < line.Row.Seeds.Count ? $"{done} of {line.Row.Seeds.Count.ToString(CultureInfo.InvariantCulture)}" : done;
    }

    /// <summary>Days and programs, each once.</summary>
    private static string Measured(Line line)
    {
        string[] measured = [.. line.Runs.Select(run => run.Measured).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        return measured.Length == 0 ? Format.Missing : string.Join("; ", measured);
    }

    /// <summary>The mean, and how far the seeds lie apart where they do.</summary>
    private static string Show(Spread? spread, Func<double, string> format, string unit = "")
    {
        if (spread is null) return Format.Missing;
        string mean = format(spread.Mean), low = format(spread.Lowest), high = format(spread.Highest);
        return low == high ? mean + unit : $"{mean}{unit} ({low}…{high})";
    }
}
