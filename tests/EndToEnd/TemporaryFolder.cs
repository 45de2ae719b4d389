namespace RL4VLM.EndToEnd;

internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("rl4vlm-end-to-end-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
