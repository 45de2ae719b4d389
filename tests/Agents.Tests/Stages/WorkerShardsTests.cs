using RL4VLM.Agents.Dialogues;
using RL4VLM.Agents.Episodes;
using RL4VLM.Agents.Stages;
using RL4VLM.Agents.Tests.Episodes;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Trajectories;
using RL4VLM.Models.Generation;

namespace RL4VLM.Agents.Tests.Stages;

public sealed class WorkerShardsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("worker-shards-").FullName;

    [Theory]
    [InlineData(1, 4)]
    [InlineData(long.MaxValue, 2)]
    public void A_large_shard_is_followed_by_another_and_a_task_begins_its_own(long largeBytes, int expected)
    {
        Episode[] played = Play(episodes: 2);
        using (var shards = new WorkerShards(folder, largeBytes))
        {
            foreach (string task in (string[])["first", "second"])
            {
                shards.Begin(Header(task));
                foreach (Episode episode in played) shards.Write(episode);
            }

            shards.Finish();
        }

        string[] files = [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal)];
        Assert.Equal(Enumerable.Range(0, expected).Select(i => $"shard-00{i}.msgpack"), files.Select(Path.GetFileName));
        var read = files.SelectMany(file =>
        {
            using var reader = ShardReader.Open(file);
            return reader.ReadSteps().Select(step => (reader.Header.Task, step.Episode, step.Step)).ToArray();
        });
        Assert.Equal(
            from task in (string[])["first", "second"] from episode in played from step in episode.Steps select (task, step.Episode, step.Step),
            read);
    }

    [Fact]
    public void A_shard_that_was_not_finished_is_damaged()
    {
        using (var shards = new WorkerShards(folder))
        {
            shards.Begin(Header("first"));
            shards.Write(Play(episodes: 1)[0]);
        }

        using var reader = ShardReader.Open(Path.Combine(folder, "shard-000.msgpack"));
        Assert.Throws<RL4VLM.Core.Stages.StageException>(() => reader.ReadSteps().Count());
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static ShardHeader Header(string task) => new()
    {
        Run = "run",
        PolicyCheckpoint = "expert",
        Task = task,
        EnvironmentVersion = "1",
        TokenizerHash = "hash",
    };

    private static Episode[] Play(int episodes)
    {
        var source = new EpisodeSource(
            new EpisodeOptions
            {
                CreateEnvironment = () => new FakeEnvironment(),
                Dialogue = TaskDialogues.For(new TaskSpec { Name = "numberline" }, Fidelity.Corrected),
                Slots = 1,
                EpisodeSeed = (_, _) => 1,
                SamplingSeed = 1,
                EpisodeBudget = episodes,
            },
            new FakeInput());
        FakeGenerator.Run(source, (GenerationRequest _) => "{\"action\": \"+\"}");
        return [.. source.Episodes];
    }
}
