using System.Numerics;

namespace RL4VLM.Core.Imaging;

/// <summary>Undoes the filters of PNG (specification, section 9).</summary>
internal static class PngFilters
{
    /// <param name="filter">Filter type of the row.</param>
    /// <param name="row">The filtered row; becomes the row.</param>
    /// <param name="above">The row above, already undone; empty for the first.</param>
    /// <param name="distance">Bytes from a sample to the one of the pixel to its left, at least 1.</param>
    public static void Undo(byte filter, Span<byte> row, ReadOnlySpan<byte> above, int distance)
    {
        switch (filter)
        {
            case PngChunks.FilterNone:
                break;
            case PngChunks.FilterSub:
                for (int i = distance; i < row.Length; i++) row[i] += row[i - distance];
                break;
            case PngChunks.FilterUp:
                if (above.Length > 0) Add(row, above);
                break;
            case PngChunks.FilterAverage:
                for (int i = 0; i < row.Length; i++)
                {
                    int left = i >= distance ? row[i - distance] : 0;
                    int up = above.Length > 0 ? above[i] : 0;
                    row[i] += (byte)((left + up) >> 1);
                }

                break;
            case PngChunks.FilterPaeth:
                Paeth(row, above, distance);
                break;
            default:
                throw new FormatException($"the PNG's data has filter type {filter}, which the format does not have");
        }
    }

    private static void Paeth(Span<byte> row, ReadOnlySpan<byte> above, int distance)
    {
        for (int i = 0; i < row.Length; i++)
        {
            int left = i >= distance ? row[i - distance] : 0;
            int up = above.Length > 0 ? above[i] : 0;
            int corner = i >= distance && above.Length > 0 ? above[i - distance] : 0;
            int toLeft = Math.Abs(up - corner);
            int toUp = Math.Abs(left - corner);
            int toCorner = Math.Abs(left + up - (2 * corner));
            row[i] += (byte)(toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner);
        }
    }

    private static void Add(Span<byte> row, ReadOnlySpan<byte> above)
    {
        int i = 0;
        for (; i <= row.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            (new Vector<byte>(row[i..]) + new Vector<byte>(above[i..])).CopyTo(row[i..]);
        }

        for (; i < row.Length; i++) row[i] += above[i];
    }
}
