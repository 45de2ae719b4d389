using System.Globalization;
using System.Text;

namespace RL4VLM.FakeKubernetes.Controllers.Jobs;

/// <summary>Indexes as a Job's status writes them: <c>0,1,3-5</c>; two in a row are not made a range.</summary>
internal sealed class CompletionIndexes
{
    private readonly SortedSet<int> indexes = [];

    public int Count => indexes.Count;

    /// <summary>Indexes at or above <paramref name="completions"/> are dropped: an elastic Job may have shrunk.</summary>
    public static CompletionIndexes Parse(string? text, int completions)
    {
        var parsed = new CompletionIndexes();
        foreach (string part in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] limits = part.Split('-');
            int first = int.Parse(limits[0], CultureInfo.InvariantCulture);
            int last = int.Parse(limits[^1], CultureInfo.InvariantCulture);
            for (int index = first; index <= last && index < completions; index++) parsed.Add(index);
        }

        return parsed;
    }

    public void Add(int index) => indexes.Add(index);

    public bool Contains(int index) => indexes.Contains(index);

    public override string ToString()
    {
        var text = new StringBuilder();
        int[] all = [.. indexes];
        for (int i = 0; i < all.Length;)
        {
            int last = i;
            while (last + 1 < all.Length && all[last + 1] == all[last] + 1) last++;
            if (text.Length > 0) text.Append(',');
            text.Append(all[i]);
            if (last > i) text.Append(last == i + 1 ? ',' : '-').Append(all[last]);
            i = last + 1;
        }

        return text.ToString();
    }
}
