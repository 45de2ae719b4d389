using System.Globalization;
using k8s.Models;
using RL4VLM.Operator.Runtime;

namespace RL4VLM.Operator.Tests.Runtime;

public sealed class InformerConvergenceTests
{
    /// <summary>Whatever a server does between, the cache ends as the source is, and what was announced adds up to it.</summary>
    [Fact]
    public async Task Under_random_losses_duplicates_reorderings_and_expiries_the_cache_converges()
    {
        for (int seed = 0; seed < 60; seed++) await ConvergeAsync(seed);
    }

    private static async Task ConvergeAsync(int seed)
    {
        var random = new Random(seed);
        var gate = new Lock();
        int Next(int bound)
        {
            lock (gate) return random.Next(bound);
        }

        await using var test = new InformerHarness(new InformerOptions { PageSize = 2, RelistInterval = TimeSpan.FromMinutes(1) });
        var disorder = new List<string>();
        var newest = new Dictionary<string, ulong>();
        var gone = new HashSet<string>();
        var announced = new Dictionary<string, string>();
        test.Informer.Changed += (before, after) =>
        {
            lock (announced)
            {
                string name = (after ?? before)!.Metadata.Name;
                string? known = announced.GetValueOrDefault(name);
                if (known != before?.Metadata.Uid) disorder.Add($"seed {seed}: {name} was {known}, then {before?.Metadata.Uid} became {after?.Metadata.Uid}");
                if (after is not null)
                {
                    ulong version = ulong.Parse(after.Metadata.ResourceVersion, CultureInfo.InvariantCulture);
                    if (gone.Contains(after.Metadata.Uid)) disorder.Add($"seed {seed}: {name} {after.Metadata.Uid} came back");
                    if (newest.GetValueOrDefault(after.Metadata.Uid) >= version) disorder.Add($"seed {seed}: {name} went back to {version}");
                    newest[after.Metadata.Uid] = version;
                }
                else
                {
                    gone.Add(before!.Metadata.Uid);
                }

                if (after is null) announced.Remove(name);
                else announced[name] = after.Metadata.Uid;
            }
        };

        bool faults = true;
        test.Source.Shuffle = page => [.. page.Concat(page.Where(_ => faults && Next(4) == 0)).OrderBy(_ => Next(1000))];
        test.Source.OnList = _ => Fail(8);
        test.Source.OnWatch = _ => Fail(5);
        test.Source.Deliver = change =>
        {
            Fail(15);
            return !faults ? [change] : Next(10) switch { 0 => [], 1 => [change, change], _ => [change] };
        };
        test.StartOnly();
        var past = new List<V1ConfigMap>();
        for (int step = 0; step < 150; step++)
        {
            string name = $"a{Next(6)}";
            switch (Next(12))
            {
                case < 5: past.Add(test.Source.Put(name, $"run{Next(3)}")); break;
                case 5 or 6: test.Source.Delete(name); break;
                case 7: test.Informer.Remember(test.Source.Put(name)); break;
                case 8: test.Source.EndWatches(Next(2) == 0 ? null : new IOException("cut")); break;
                case 9: test.Source.Compact(); break;
                case 10 when past.Count > 0: test.Source.Send(ObjectChange.Applied, past[Next(past.Count)]); break;
                case 11: test.Source.Bookmark(); break;
            }

            if (Next(3) == 0) test.Clock.Advance(TimeSpan.FromSeconds(Next(5)));
            await Task.Run(static () => { });
        }

        faults = false;
        await Wait.For(() =>
        {
            // What was lost without a trace comes with the next list.
            if (test.IsConverged()) return true;
            test.Source.EndWatches();
            return false;
        }, $"convergence with seed {seed}", test.Clock, TimeSpan.FromSeconds(20));
        await Wait.For(() =>
        {
            lock (announced) return announced.Count == test.Source.State().Count;
        }, "the last announcements");
        Assert.Empty(disorder); // a handler hears of an object's life in its order, and of nothing after its end
        foreach (string run in (string[])["run0", "run1", "run2"])
        {
            Assert.Equal(
                test.Informer.All().Where(value => value.Metadata.Labels?["run"] == run).Select(FakeSource.Fingerprint).Order(),
                test.Informer.ByIndex(run).Select(FakeSource.Fingerprint).Order());
        }

        void Fail(int oneIn)
        {
            if (!faults || Next(oneIn) > 0) return;
            throw Next(2) == 0 ? new ResourceExpiredException("410") : new IOException("cut");
        }
    }
}
