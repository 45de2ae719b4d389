using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Running;

/// <summary>Keeps two <c>rl4vlm run</c> of one run on this machine from doing the same work. Only a courtesy: commits race safely without it.
/// The operating system drops it with the process.</summary>
public sealed class RunLock : IDisposable
{
    private readonly FileStream held;

    private RunLock(FileStream held) => this.held = held;

    /// <exception cref="StageException">75 when another process holds it.</exception>
    public static RunLock Take(string runDirectory)
    {
        Directory.CreateDirectory(runDirectory);
        string path = Path.Combine(runDirectory, ".lock");
        try
        {
            return new RunLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1));
        }
        catch (IOException e)
        {
            throw new StageException(ExitCodes.TryAgain, $"another rl4vlm run is working in {runDirectory}; wait for it or stop it", e);
        }
    }

    public void Dispose() => held.Dispose();
}
