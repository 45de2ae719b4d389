using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Stages;

namespace RL4VLM.Core.Tests.Artifacts;

/// <summary>SIGKILL at every write of an upload, in a real process.</summary>
[Collection(AzuriteFixture.Collection)]
public sealed class AzureBlobKillTests(AzuriteFixture azurite)
{
    private static readonly ArtifactName Seven = ArtifactName.Checkpoint(7);

    [Fact]
    [Trait("Speed", "slow")]
    public async Task A_process_killed_at_any_write_leaves_no_commit_or_a_complete_artifact_and_the_rerun_finishes()
    {
        int commits = 0, nothing = 0;
        for (int write = 1; write <= 6; write++)
        {
            foreach (bool before in new[] { true, false })
            {
                using var run = new BlobRun(azurite.Server);
                AzureBlobOptions machine = run.Options();
                Assert.True(await UploadProcess.KillAtAsync(azurite.Server, run.Name, machine.Scratch, write, before), $"the child ended before write {write}");

                Commit? left = await run.Open().TryGetCommitAsync(Seven);
                if (left is null) nothing++;
                else commits++;
                if (left is not null) await run.Open().MaterializeAsync(Seven);

                AzureBlobArtifactStore again = run.Open(machine);
                await using (IArtifactAttempt attempt = await again.BeginAsync(Seven))
                {
                    await UploadProcess.WriteFilesAsync(attempt.Directory);
                    Commit commit = await attempt.CommitAsync(new StageSummary { Stage = StageNames.Ppo, Iteration = 7 });
                    if (left is not null) Assert.Equal(left.Attempt, commit.Attempt);
                }

                await run.Open().MaterializeAsync(Seven);
                Assert.Empty(await run.LeftoversAsync());
                Assert.Empty(Directory.GetDirectories(machine.Scratch, "checkpoints+*", SearchOption.AllDirectories));
            }
        }

        Assert.Equal((1, 11), (commits, nothing));
    }
}
