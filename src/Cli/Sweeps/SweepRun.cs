using System.Globalization;
using System.Text;
using RL4VLM.Core.Manifest;

namespace RL4VLM.Cli.Sweeps;

/// <summary>One run of a sweep: a row with one seed.</summary>
/// <param name="Row">Where it stands in the table.</param>
/// <param name="Seed">spec.seed.</param>
/// <param name="Manifest">Valid, with the overrides, the seed and a name of its own.</param>
public sealed record SweepRun(SweepRow Row, int Seed, RunManifest Manifest)
{
    /// <summary>All runs, rows in order and seeds within them; every manifest is read and checked before the first run starts.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="file">Its file, which the manifests' paths are relative to.</param>
    /// <param name="warn">Receives the manifests' warnings, each once.</param>
    /// <exception cref="Core.Stages.StageException">78 naming what is wrong with a manifest; 64 when there is no such file.</exception>
    public static IReadOnlyList<SweepRun> All(SweepManifest sweep, string file, Action<string> warn)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        var warned = new HashSet<string>();
        var names = new HashSet<string>();
        var runs = new List<SweepRun>();
        foreach (SweepRow row in SweepRow.Of(sweep))
        {
            foreach (int seed in row.Seeds)
            {
                string name = Unique(names, row.Name, seed);
                string[] overrides = [.. row.Overrides, $"spec.seed={seed.ToString(CultureInfo.InvariantCulture)}", $"metadata.name={name}"];
                RunManifest manifest = ManifestReader.ReadFileOrThrow(Path.Combine(folder, row.Manifest), overrides, warning =>
                {
                    if (warned.Add(warning)) warn(warning);
                });
                runs.Add(new SweepRun(row, seed, manifest));
            }
        }

        return runs;
    }

    private static string Unique(HashSet<string> names, string row, int seed)
    {
        string end = $"-{seed.ToString(CultureInfo.InvariantCulture)}", stem = Label(row);
        for (int number = 1; ; number++)
        {
            string suffix = number == 1 ? end : $"-{number.ToString(CultureInfo.InvariantCulture)}{end}";
            string name = stem[..Math.Min(stem.Length, RunMetadata.NameLength - suffix.Length)].TrimEnd('-') + suffix;
            if (names.Add(name)) return name;
        }
    }

    /// <summary>A DNS label that still reads like the row: <c>thoughtCoefficient=0.1</c> is <c>thoughtcoefficient-0-1</c>.</summary>
    private static string Label(string row)
    {
        var label = new StringBuilder();
        foreach (char c in row)
        {
            if (char.IsAsciiLetterOrDigit(c)) label.Append(char.ToLowerInvariant(c));
            else if (label.Length > 0 && label[^1] != '-') label.Append('-');
        }

        string text = label.ToString().TrimEnd('-');
        return text.Length > 0 ? text : "row";
    }
}
