using System.Runtime.InteropServices;

namespace RL4VLM.EndToEnd.Clusters.Fake;

internal static partial class Signals
{
    private const int Sigterm = 15;

    public static void Terminate(int process) => Send(process, Sigterm);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Send(int process, int signal);
}
