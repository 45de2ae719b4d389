namespace RL4VLM.FakeKubernetes.Controllers.Runners.Processes;

/// <summary>The local program that stands in for a container image.</summary>
/// <param name="FileName">Its ENTRYPOINT; a container's command replaces it and <paramref name="Arguments"/>.</param>
/// <param name="Arguments">Before the container's args, for example the path of a dll.</param>
public sealed record ProgramImage(string FileName, IReadOnlyList<string> Arguments)
{
    public ProgramImage(string fileName, params string[] arguments) : this(fileName, (IReadOnlyList<string>)arguments)
    {
    }

    /// <summary>Variables the image sets; the container's come on top.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
