namespace RL4VLM.FakeKubernetes.Controllers.Runners.Processes;

/// <summary>Paths inside a container and where they really are. A process sees the whole machine, so an absolute path that is or lies below
/// a mountPath is rewritten wherever it begins an argument or a variable's value, or follows the first <c>=</c> of an argument
/// (<c>--manifest=/etc/…</c>). Paths in the middle of a text, such as a shell script, are not: those take the path from a variable.</summary>
internal sealed class ContainerPaths
{
    private readonly List<(string Inside, string Outside)> mounts = [];

    /// <summary>The longest mountPath wins.</summary>
    public void Add(string inside, string outside)
    {
        mounts.Add((inside.Length > 1 ? inside.TrimEnd('/') : inside, outside));
        mounts.Sort((a, b) => b.Inside.Length.CompareTo(a.Inside.Length));
    }

    public string Rewrite(string path)
    {
        foreach ((string inside, string outside) in mounts)
        {
            if (path == inside) return outside;
            if (path.StartsWith(inside + "/", StringComparison.Ordinal)) return outside + path[inside.Length..];
        }

        return path;
    }

    public string RewriteArgument(string argument)
    {
        int equals = argument.IndexOf('=');
        return argument.StartsWith('/') || equals < 0 ? Rewrite(argument) : argument[..(equals + 1)] + Rewrite(argument[(equals + 1)..]);
    }
}
