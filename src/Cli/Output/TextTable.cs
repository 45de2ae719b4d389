namespace RL4VLM.Cli.Output;

/// <summary>Columns aligned by spaces: reads the same on a terminal, in a log and in a pipe.</summary>
public sealed class TextTable(params string[] headings)
{
    private readonly List<string[]> rows = [headings];

    public TextTable Row(params string[] cells)
    {
        rows.Add(cells);
        return this;
    }

    public void Write(TextWriter writer, string indent = "")
    {
        int[] widths = [.. Enumerable.Range(0, headings.Length).Select(column => rows.Max(row => column < row.Length ? row[column].Length : 0))];
        for (int i = 0; i < rows.Count; i++)
        {
            // The first column is names, the others are figures.
            IEnumerable<string> cells = rows[i].Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]));
            writer.WriteLine((indent + string.Join("  ", cells)).TrimEnd());
            if (i == 0) writer.WriteLine(indent + string.Join("  ", widths.Select(width => new string('-', width))));
        }
    }
}
