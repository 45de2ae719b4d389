namespace RL4VLM.Benchmarks.Operator;

/// <summary>What is measured, and where.</summary>
internal sealed record BenchOptions
{
    /// <summary>Runs created before anything is measured: the fake API server is compiled as it runs, which a real one is not, and an
    /// operator has been up for a while.</summary>
    public int WarmUp { get; init; } = 200;

    /// <summary>Runs of the burst.</summary>
    public int Runs { get; init; } = 1000;

    /// <summary>Runs created one by one once the burst is in.</summary>
    public int Later { get; init; } = 200;

    /// <summary>Of the later runs, per second.</summary>
    public double Rate { get; init; } = 20;

    /// <summary>Of the burst, per second; 0: as fast as the API takes them.</summary>
    public double BurstRate { get; init; } = 125;

    /// <summary>Connections that create runs side by side.</summary>
    public int Creators { get; init; } = 8;

    public int Namespaces { get; init; } = 10;

    /// <summary>How long nothing is changed, and then how long something is that concerns nobody.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long the pods of a first stage run; later stages never end.</summary>
    public TimeSpan Stage { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Added to every request.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>The repository.</summary>
    public required string Root { get; init; }

    /// <summary>rl4vlm-operator.dll.</summary>
    public required string Operator { get; init; }

    public static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RL4VLM.slnx"))) return folder.FullName;
        }

        throw new InvalidOperationException("RL4VLM.slnx is in no folder above the program");
    }

    /// <summary>The operator as it was built beside this program: the same configuration and framework.</summary>
    public static string FindOperator(string root)
    {
        string[] built = AppContext.BaseDirectory.TrimEnd('/').Split('/')[^2..];
        return Path.Combine(root, "src/Operator/bin", built[0], built[1], "rl4vlm-operator.dll");
    }
}
