using System.Globalization;
using System.Text.Json;
using RL4VLM.Core.Stages;

namespace RL4VLM.Environments.Replay;

/// <summary>Steps a task's rules through recorded transitions: the state is taken from each row, and next state, reward, flags and info are
/// compared with what the row holds.</summary>
public static class RecordingReplay
{
    /// <param name="task">A task of <see cref="TaskCatalog"/>.</param>
    /// <param name="recording">One JSON object per line; blank lines are skipped.</param>
    /// <param name="source">Name of the recording for messages.</param>
    /// <param name="cancellation">Stops between rows.</param>
    /// <exception cref="StageException">A line is no transition of this task (exit code 65), or the task has no recordings (64).</exception>
    public static ReplayResult Run(string task, TextReader recording, string source = "recording", CancellationToken cancellation = default)
    {
        Action<RecordedRow> compare = task switch
        {
            TaskCatalog.NumberLine => NumberLineReplay.Compare,
            TaskCatalog.EZPoints or TaskCatalog.Points24 => row => PointsReplay.Compare(row, task),
            TaskCatalog.Blackjack => BlackjackReplay.Compare,
            _ => throw new StageException(ExitCodes.Usage, $"there are no recordings of a task \"{task}\"; known are {string.Join(", ", TaskCatalog.All.Select(known => known.Name))}"),
        };

        int rows = 0, line = 0;
        List<string> differences = [];
        while (recording.ReadLine() is { } text)
        {
            cancellation.ThrowIfCancellationRequested();
            line++;
            if (string.IsNullOrWhiteSpace(text)) continue;
            rows++;
            if (Difference(compare, text, $"{source}, line {line.ToString(CultureInfo.InvariantCulture)}") is { } difference) differences.Add(difference);
        }

        return new ReplayResult(rows, rows - differences.Count, differences);
    }

    private static string? Difference(Action<RecordedRow> compare, string text, string where)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            var row = new RecordedRow(document.RootElement);
            compare(row);
            return row.Differences.Count == 0 ? null : $"{where} ({row.Name}): {string.Join("; ", row.Differences)}";
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new StageException(ExitCodes.CorruptInput, $"{where}: this is no transition of this task: {wrong.Message}", wrong);
        }
    }
}
