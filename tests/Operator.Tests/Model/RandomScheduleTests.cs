namespace RL4VLM.Operator.Tests.Model;

/// <summary>Model-based: in every schedule at most one active Job per piece of work, no stage before its inputs, suspended means no pods,
/// the status converges, nothing is left of a deleted run, and every stage lies in the one exported trace of its iteration.</summary>
public sealed class RandomScheduleTests
{
    [Fact]
    public Task Forty_random_schedules() => RunAsync(0, 40);

    [Fact, Trait("Speed", "slow")]
    public Task Two_thousand_random_schedules() => RunAsync(1_000, 2_000);

    private static async Task RunAsync(int first, int count)
    {
        var broken = new List<string>();
        await Parallel.ForAsync(first, first + count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (seed, _) =>
        {
            using var schedule = new Schedule(seed);
            try
            {
                await schedule.RunAsync();
            }
            catch (Exception e)
            {
                lock (broken) broken.Add($"seed {seed}: {e}");
            }

            lock (broken) broken.AddRange(schedule.Violations.Distinct().Select(violation => $"seed {seed}: {violation}"));
        });
        Assert.True(broken.Count == 0, $"{broken.Count} violations\n{string.Join('\n', broken.Order(StringComparer.Ordinal).Take(20))}");
    }
}
