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
    private static readonly string[] Headings =
        ["row", "task", "seeds", "SFT sampled", "SFT greedy", "PPO sampled", "PPO greedy", "reward", "greedy", "thoughts SFT", "thoughts PPO", "CPU-s"];

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
        var table = new TextTable(Headings);
        foreach (Line line in Lines) table.Row([.. Cells(line)]);
        table.Write(writer);
    }

    /// <summary>Headings and cells, with the comparison that each row makes.</summary>
    public IEnumerable<IReadOnlyList<string>> Compared =>
        [[.. Headings, "comparison"], .. Lines.Select(line => (IReadOnlyList<string>)[.. Cells(line), line.Row.Comparison ?? ""])];

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

    private static JsonFields Modes(Line line, bool afterPpo) => new() { { "sampled", Measures(line, afterPpo, "sampled") }, { "greedy", Measures(line, afterPpo, "greedy") } };

    private static JsonFields Measures(Line line, bool afterPpo, string mode) => new()
    {
        { "successRate", Json(line.Of(afterPpo, mode, MetricNames.Evaluation.Success)) },
        { "meanReward", Json(line.Of(afterPpo, mode, MetricNames.Evaluation.Reward)) },
        { "thoughtAccuracy", Json(line.Of(afterPpo, mode, MetricNames.Evaluation.ThoughtAccuracy)) },
        { "illegalRate", Json(line.Of(afterPpo, mode, MetricNames.Evaluation.IllegalRate)) },
    };

    private static JsonFields? Json(Spread? spread) => spread is null ? null : new() { { "mean", spread.Mean }, { "lowest", spread.Lowest }, { "highest", spread.Highest } };

    private static IEnumerable<string> Cells(Line line)
    {
        yield return line.Row.Name;
        yield return line.Task;
        yield return line.Runs.Count.ToString(CultureInfo.InvariantCulture) + (line.Runs.Count < line.Row.Seeds.Count ? $" of {line.Row.Seeds.Count.ToString(CultureInfo.InvariantCulture)}" : "");
        foreach (bool after in (bool[])[false, true])
        {
            foreach (string mode in (string[])["sampled", "greedy"]) yield return Share(line.Of(after, mode, MetricNames.Evaluation.Success));
        }

        foreach (string mode in (string[])["sampled", "greedy"]) yield return Show(line.Of(true, mode, MetricNames.Evaluation.Reward), value => Format.Number(value));
        foreach (bool after in (bool[])[false, true]) yield return Share(line.Of(after, "sampled", MetricNames.Evaluation.ThoughtAccuracy));
        yield return line.CpuSeconds is { } cpu ? Format.Count(cpu.Mean) : Format.Missing;
    }

    private static string Share(Spread? spread) => Show(spread, value => (value * 100).ToString("0.0", CultureInfo.InvariantCulture), " %");

    /// <summary>The mean, and how far the seeds lie apart where they do.</summary>
    private static string Show(Spread? spread, Func<double, string> format, string unit = "")
    {
        if (spread is null) return Format.Missing;
        string mean = format(spread.Mean), low = format(spread.Lowest), high = format(spread.Highest);
        return low == high ? mean + unit : $"{mean}{unit} ({low}…{high})";
    }
}
