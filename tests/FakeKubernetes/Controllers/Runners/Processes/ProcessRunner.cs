using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Controllers.Pods;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Controllers.Runners.Processes;

/// <summary>Containers are processes of this machine (Linux): image → program, volumes → folders, mount paths rewritten
/// (<see cref="ContainerPaths"/>). The termination message is the file that <see cref="TerminationMessageVariable"/> names. Processes die with the
/// runner, and with this process when it ends in an orderly way.</summary>
public sealed class ProcessRunner : IPodRunner
{
    public const string TerminationMessageVariable = "RL4VLM_TERMINATION_MESSAGE_PATH";

    private readonly ProcessRunnerOptions options;
    private readonly IClusterStore store;
    private readonly string root;
    private readonly ConcurrentDictionary<string, PodFolder> folders = [];
    private readonly ConcurrentDictionary<ProcessRun, string> runs = [];

    public ProcessRunner(IClusterStore store, ProcessRunnerOptions options)
    {
        this.store = store;
        this.options = options;
        root = options.Root ?? Directory.CreateTempSubdirectory("rl4vlm-pods-").FullName;
        AppDomain.CurrentDomain.ProcessExit += KillAll;
    }

    public int? MaximumPods => options.MaximumPods;

    public bool HasImage(string image) => Program(image) is not null;

    public string? MountProblem(JsonObject pod) => PodFolder.Problem(pod, options);

    public IContainerRun Start(ContainerStart start, Action<ContainerExit> exited)
    {
        PodFolder folder = folders.GetOrAdd(start.PodUid, uid =>
        {
            var made = new PodFolder(Path.Combine(root, $"{start.PodName}-{uid}"), start.Pod, options, store);
            made.Create();
            return made;
        });
        Directory.CreateDirectory(folder.Path);
        string message = Path.Combine(folder.Path, string.Create(CultureInfo.InvariantCulture, $"{start.Name}.termination-log.{start.Restart}"));
        (string home, ContainerPaths paths) = folder.Enter(start.Container, message);
        var run = new ProcessRun(Describe(start, home, paths, message), message, options.LogBytes);
        runs[run] = start.PodUid;
        run.Start(exit =>
        {
            runs.TryRemove(run, out _);
            exited(exit);
        });
        return run;
    }

    public void Remove(string podUid)
    {
        ProcessRun[] left = [.. runs.Where(entry => entry.Value == podUid).Select(entry => entry.Key)];
        foreach (ProcessRun run in left) run.Kill();
        Task.WaitAll([.. left.Select(run => run.Completion)]);
        if (folders.TryRemove(podUid, out PodFolder? folder) && !options.KeepFolders) Directory.Delete(folder.Path, recursive: true);
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= KillAll;
        ProcessRun[] left = [.. runs.Keys];
        foreach (ProcessRun run in left) run.Kill();
        Task.WaitAll([.. left.Select(run => run.Completion)]);
        if (options.Root is null && !options.KeepFolders) Directory.Delete(root, recursive: true);
    }

    private ProcessStartInfo Describe(ContainerStart start, string home, ContainerPaths paths, string message)
    {
        ProgramImage program = Program(start.Container.Text("image")!)!;
        string[] command = [.. start.Container.Texts("command")];
        var info = new ProcessStartInfo
        {
            FileName = command.Length > 0 ? ContainerEnvironment.Expand(command[0], start.Environment) : program.FileName,
            WorkingDirectory = start.Container.Text("workingDir") is { } directory && Directory.Exists(paths.Rewrite(directory)) ? paths.Rewrite(directory) : home,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        // What stands in for the image is a path of this machine, even where the pod mounts something over its beginning.
        foreach (string argument in command.Length > 0 ? [] : program.Arguments) info.ArgumentList.Add(argument);
        foreach (string argument in command.Skip(1).Concat(start.Container.Texts("args"))) info.ArgumentList.Add(paths.RewriteArgument(ContainerEnvironment.Expand(argument, start.Environment)));
        info.Environment.Clear();
        foreach (string name in options.InheritedVariables)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value) info.Environment[name] = value;
        }

        foreach ((string name, string value) in program.Environment) info.Environment[name] = value;
        foreach ((string name, string value) in start.Environment) info.Environment[name] = paths.Rewrite(value);
        info.Environment["HOSTNAME"] = start.Pod.Text("spec", "hostname") ?? start.PodName;
        info.Environment[TerminationMessageVariable] = message;
        return info;
    }

    private ProgramImage? Program(string image)
    {
        if (options.Images.TryGetValue(image, out ProgramImage? exact)) return exact;
        string name = image.Split('@')[0];
        int colon = name.LastIndexOf(':');
        if (colon > name.LastIndexOf('/')) name = name[..colon];
        return options.Images.GetValueOrDefault(name);
    }

    private void KillAll(object? sender, EventArgs e)
    {
        foreach (ProcessRun run in runs.Keys) run.Kill();
    }
}
