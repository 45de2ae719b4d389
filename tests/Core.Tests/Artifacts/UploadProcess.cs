using System.Diagnostics;
using System.Globalization;
using RL4VLM.Azurite;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;

namespace RL4VLM.Core.Tests.Artifacts;

/// <summary>A process that commits one artifact and stands still before or after a given write, so that a test can kill it exactly there.</summary>
internal static class UploadProcess
{
    private const string Standing = "standing";

    /// <summary>The child: <c>upload ACCOUNT RUN SCRATCH WRITE before|after</c>; the connection string comes from the environment.</summary>
    public static async Task<int> MainAsync(string[] args)
    {
        int stop = int.Parse(args[4], CultureInfo.InvariantCulture);
        int writes = 0;
        AzureBlobOptions options = new()
        {
            Scratch = args[3],
            BlockSize = 64 << 10,
            Transport = new TamperingTransport(async (request, send) =>
            {
                bool isHere = request.Method == Azure.Core.RequestMethod.Put && !request.Uri.Query.Contains("restype", StringComparison.Ordinal)
                    && Interlocked.Increment(ref writes) == stop;
                if (isHere && args[5] == "before") await StandAsync();
                await send();
                if (isHere) await StandAsync();
            }),
        };
        var store = new AzureBlobArtifactStore(new AzureBlobStorageSpec { AccountUrl = args[1], Container = BlobRun.ContainerName }, args[2], options);
        await using IArtifactAttempt attempt = await store.BeginAsync(ArtifactName.Checkpoint(7));
        await WriteFilesAsync(attempt.Directory);
        await attempt.CommitAsync(new StageSummary { Stage = StageNames.Ppo, Iteration = 7 });
        return ExitCodes.Done;
    }

    /// <summary>A small file and one of three blocks: five writes of payload, and the commit is the sixth.</summary>
    public static async Task WriteFilesAsync(string folder)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "config.json"), "{}");
        byte[] bytes = new byte[150_000];
        new Random(3).NextBytes(bytes);
        await File.WriteAllBytesAsync(Path.Combine(folder, "model.safetensors"), bytes);
    }

    /// <summary>Starts the child, waits until it stands at the write (or ends), and kills it.</summary>
    /// <returns>Whether it was killed.</returns>
    public static async Task<bool> KillAtAsync(AzuriteServer server, string run, string scratch, int write, bool before)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (string argument in new[]
        {
            Path.Combine(AppContext.BaseDirectory, "Core.Tests.dll"), "upload", server.AccountUrl, run, scratch, write.ToString(CultureInfo.InvariantCulture), before ? "before" : "after",
        })
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[AzureBlobConnection.ConnectionStringVariable] = server.ConnectionString;
        using Process process = Process.Start(start)!;
        bool stands = false;
        while (!stands && await process.StandardOutput.ReadLineAsync() is { } line) stands = line == Standing;
        process.Kill();
        await process.WaitForExitAsync();
        return stands;
    }

    private static async Task StandAsync()
    {
        Console.WriteLine(Standing);
        await Task.Delay(Timeout.InfiniteTimeSpan);
    }
}
