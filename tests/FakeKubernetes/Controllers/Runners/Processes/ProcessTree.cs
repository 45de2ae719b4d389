using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace RL4VLM.FakeKubernetes.Controllers.Runners.Processes;

/// <summary>A container's processes: its first one, and whatever inherited its mark, even when its parent is gone.</summary>
internal static partial class ProcessTree
{
    public const string MarkVariable = "RL4VLM_FAKE_CONTAINER";

    private const int Terminate = 15;
    private const int Kill = 9;

    /// <summary>SIGTERM to the first process alone, as a container runtime sends it.</summary>
    public static void SendTerminate(Process process)
    {
        if (!process.HasExited) Signal(process.Id, Terminate);
    }

    public static void KillAll(Process process, string mark)
    {
        if (!process.HasExited) Signal(process.Id, Kill);
        KillMarked(mark);
    }

    /// <summary>What a container's first process leaves behind dies with it, as its PID namespace would.</summary>
    public static void KillMarked(string mark)
    {
        byte[] variable = Encoding.ASCII.GetBytes($"{MarkVariable}={mark}");
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out int id) && id != Environment.ProcessId && Carries(folder, variable)) Signal(id, Kill);
        }
    }

    private static bool Carries(string folder, byte[] variable)
    {
        try
        {
            return File.ReadAllBytes(Path.Combine(folder, "environ")).AsSpan().IndexOf(variable) >= 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // another user's, or it has just ended: not ours
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
