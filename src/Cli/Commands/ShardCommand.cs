using System.CommandLine;
using System.Globalization;
using RL4VLM.Cli.Output;
using RL4VLM.Core.Stages;
using RL4VLM.Core.Trajectories;

namespace RL4VLM.Cli.Commands;

/// <summary><c>rl4vlm shard inspect FILE</c>: what a shard holds, every byte checked.</summary>
internal static class ShardCommand
{
    public static Command Create(CommandConsole console)
    {
        var group = new Command("shard", "Works with trajectory shards.");
        var inspect = new Command("inspect", "Checks a shard and shows what it holds.");
        var file = new Argument<string>("FILE") { Description = "a .msgpack shard" };
        inspect.Add(file);
        group.Add(inspect.Does(console, (parsed, own, cancellation) =>
        {
            string path = parsed.GetRequiredValue(file);
            if (!File.Exists(path)) throw new StageException(ExitCodes.Usage, $"{path}: there is no such file");
            using ShardReader reader = ShardReader.Open(path);
            var counts = new Counts();
            foreach (StepRecord step in reader.ReadSteps())
            {
                cancellation.ThrowIfCancellationRequested();
                counts.Add(step);
            }

            own.Result(counts.Json(reader.Header, new FileInfo(path).Length), writer => counts.Write(writer, path, reader.Header));
            return Task.FromResult(ExitCodes.Done);
        }));
        return group;
    }

    private sealed class Counts
    {
        private int steps, episodes, finished, successes, illegal, stated, rightlyStated;
        private long tokens;
        private double reward;
        private int last = -1;

        private double? SuccessRate => finished == 0 ? null : (double)successes / finished;

        private double? IllegalRate => steps == 0 ? null : (double)illegal / steps;

        private double? ThoughtAccuracy => stated == 0 ? null : (double)rightlyStated / stated;

        private double? MeanReward => steps == 0 ? null : reward / steps;

        public void Add(StepRecord step)
        {
            steps++;
            episodes += step.Episode == last ? 0 : 1;
            last = step.Episode;
            tokens += step.OutputIds.Length;
            reward += step.Reward;
            illegal += step.Legal ? 0 : 1;
            if (step.ThoughtsTrue is { } right)
            {
                stated++;
                rightlyStated += right ? 1 : 0;
            }

            if (step.Success is { } success)
            {
                finished++;
                successes += success ? 1 : 0;
            }
        }

        public JsonFields Json(ShardHeader header, long bytes) => new()
        {
            {
                "header", new JsonFields
                {
                    { "schema", header.Schema }, { "run", header.Run }, { "iteration", header.Iteration }, { "policyCheckpoint", header.PolicyCheckpoint }, { "worker", header.Worker },
                    { "task", header.Task }, { "environmentVersion", header.EnvironmentVersion }, { "tokenizerHash", header.TokenizerHash }, { "seed", header.Seed },
                }
            },
            { "episodes", episodes },
            { "steps", steps },
            { "outputTokens", tokens },
            { "successRate", SuccessRate },
            { "illegalRate", IllegalRate },
            { "thoughtAccuracy", ThoughtAccuracy },
            { "meanReward", MeanReward },
            { "bytes", bytes },
        };

        public void Write(TextWriter writer, string path, ShardHeader header)
        {
            writer.WriteLine(path);
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  schema {header.Schema}, run {header.Run}, iteration {header.Iteration}, worker {header.Worker}, task {header.Task}, policy {header.PolicyCheckpoint}"));
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {episodes:#,0} episodes, {steps:#,0} steps, {tokens:#,0} output tokens"));
            writer.WriteLine($"  success {Format.Percent(SuccessRate)}, thoughts {Format.Percent(ThoughtAccuracy)}, illegal {Format.Percent(IllegalRate)}, mean reward {Format.Number(MeanReward)}");
        }
    }
}
