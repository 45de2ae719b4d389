using System.CommandLine;
using RL4VLM.Cli.Output;
using RL4VLM.Cli.Runs;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Commands;

/// <summary><c>rl4vlm checkpoint pull RUN K DIR</c>: a checkpoint as a plain folder, every byte verified.</summary>
internal static class CheckpointCommand
{
    public static Command Create(CommandConsole console)
    {
        var group = new Command("checkpoint", "Works with a run's checkpoints.");
        var pull = new Command("pull", "Copies a checkpoint into a folder that Hugging Face transformers or PEFT loads.");
        var run = new RunArgument(pull);
        var checkpoint = new Argument<string>("K") { Description = "sft, final or an iteration" };
        var target = new Argument<string>("DIR") { Description = "a folder that does not exist yet or is empty" };
        pull.Add(checkpoint);
        pull.Add(target);
        group.Add(pull.Does(console, async (parsed, own, cancellation) =>
        {
            RunFolder folder = await run.OpenAsync(parsed, cancellation).ConfigureAwait(false);
            int iteration = await folder.ResolveCheckpointAsync(parsed.GetRequiredValue(checkpoint), cancellation).ConfigureAwait(false);
            ArtifactName artifact = StageKey.CheckpointOf(iteration);
            string to = Path.GetFullPath(parsed.GetRequiredValue(target));
            if (File.Exists(to) || (Directory.Exists(to) && Directory.EnumerateFileSystemEntries(to).Any()))
            {
                throw new StageException(ExitCodes.Usage, $"{to} is not empty; give a new folder");
            }

            // The optimizer's state goes with the newest checkpoint only, and nobody who pulls a checkpoint needs it.
            Commit commit = (await folder.Store.TryGetCommitAsync(artifact, cancellation).ConfigureAwait(false))!;
            string[] files = [.. commit.Files.Select(file => file.Name).Where(name => name != "optimizer.safetensors")];
            string from = await folder.Store.MaterializeAsync(artifact, files, cancellation).ConfigureAwait(false);
            foreach (string name in files)
            {
                string copy = Path.Combine(to, name);
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(Path.Combine(from, name), copy);
            }

            own.Result(
                new JsonFields { { "checkpoint", artifact.Leaf }, { "directory", to }, { "files", files } },
                writer => writer.WriteLine($"{artifact} of {folder.Path}: {files.Length} files in {to}"));
            return ExitCodes.Done;
        }));
        return group;
    }
}
