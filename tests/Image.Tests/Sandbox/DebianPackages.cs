namespace RL4VLM.Image.Tests.Sandbox;

/// <summary>Installed Debian packages and all they depend on: what <c>apt-get install</c> brings into an image.</summary>
internal static class DebianPackages
{
    /// <summary>The files of these packages and of what they need; documentation left out.</summary>
    public static async Task<IReadOnlyCollection<string>> FilesAsync(IReadOnlyCollection<string> names)
    {
        string status = await Shell.RunAsync("dpkg-query -W -f '${Package}\\t${Depends}, ${Pre-Depends}\\t${Provides}\\t${db:Status-Abbrev}\\n'");
        string[][] installed = [.. status.Split('\n').Select(line => line.Split('\t')).Where(fields => fields.Length == 4 && fields[3].StartsWith("ii", StringComparison.Ordinal))];
        var dependencies = installed.GroupBy(fields => fields[0]).ToDictionary(group => group.Key, group => Alternatives(group.First()[1]));
        ILookup<string, string> providers = installed.SelectMany(fields => Alternatives(fields[2]).Select(one => (Virtual: one[0], Package: fields[0]))).ToLookup(one => one.Virtual, one => one.Package);

        var needed = new HashSet<string>();
        var due = new Queue<string>(names);
        while (due.TryDequeue(out string? name))
        {
            if (!needed.Add(name)) continue;
            if (!dependencies.TryGetValue(name, out string[][]? its)) throw new InvalidOperationException($"the Debian package {name} is not installed here: run `make dependencies`, or apt-get install {name}");
            foreach (string[] alternatives in its)
            {
                // Like apt: what was asked for serves, else the first that there is.
                string[] candidates = [.. alternatives.SelectMany(one => dependencies.ContainsKey(one) ? [one] : providers[one])];
                string chosen = candidates.FirstOrDefault(one => needed.Contains(one) || names.Contains(one)) ?? candidates.FirstOrDefault()
                    ?? throw new InvalidOperationException($"{name} needs {string.Join(" or ", alternatives)}, which is not installed");
                due.Enqueue(chosen);
            }
        }

        string files = await Shell.RunAsync($"dpkg-query -L {string.Join(' ', needed)} | sort -u");
        string[] left = ["/usr/share/doc/", "/usr/share/man/", "/usr/share/locale/", "/usr/share/lintian/"];
        return [.. files.Split('\n').Where(path => path.StartsWith('/') && !left.Any(folder => path.StartsWith(folder, StringComparison.Ordinal))).Where(path => new FileInfo(path) is { Exists: true } or { LinkTarget: not null })];
    }

    // "libblas3 | libblas.so.3, libc6 (>= 2.35)" → [[libblas3, libblas.so.3], [libc6]]
    private static string[][] Alternatives(string field) =>
        [.. field.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(clause => clause.Split('|', StringSplitOptions.TrimEntries).Select(one => one.Split(' ', ':', '(')[0]).ToArray())];
}
