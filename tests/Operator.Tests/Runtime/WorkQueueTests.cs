using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Time.Testing;
using RL4VLM.Operator.Runtime;

namespace RL4VLM.Operator.Tests.Runtime;

public sealed class WorkQueueTests
{
    private readonly FakeTimeProvider clock = new();

    [Fact]
    public async Task A_key_added_twice_comes_once()
    {
        using WorkQueue<string> queue = Create<string>();
        queue.Add("a");
        queue.Add("b");
        queue.Add("a");
        Assert.Equal(2, queue.Length);
        Assert.Equal("a", await queue.TakeAsync(CancellationToken.None));
        Assert.Equal("b", await queue.TakeAsync(CancellationToken.None));
        Assert.Equal(0, queue.Length);
    }

    [Fact]
    public async Task A_key_added_while_it_is_worked_on_comes_again_after_done_and_not_before()
    {
        using WorkQueue<string> queue = Create<string>();
        queue.Add("a");
        await queue.TakeAsync(CancellationToken.None);
        queue.Add("a");
        queue.Add("a");
        Assert.Equal(0, queue.Length);
        queue.Done("a");
        Assert.Equal(1, queue.Length);
        await queue.TakeAsync(CancellationToken.None);
        queue.Done("a");
        Assert.Equal(0, queue.Length);
    }

    [Fact]
    public async Task Urgent_keys_come_first_and_the_others_are_not_forgotten()
    {
        using WorkQueue<string> queue = Create<string>();
        foreach (string key in (string[])["a", "b"]) queue.Add(key);
        foreach (string key in (string[])["1", "2", "3", "4", "5"]) queue.Add(key, isUrgent: true);
        queue.Add("a", isUrgent: true);
        Assert.Equal(7, queue.Length);
        var taken = new List<string>();
        while (queue.Length > 0) taken.Add(await queue.TakeAsync(CancellationToken.None));
        Assert.Equal(["1", "2", "3", "a", "4", "5", "b"], taken);
    }

    [Fact]
    public async Task An_urgent_key_that_is_worked_on_comes_first_after_done()
    {
        using WorkQueue<string> queue = Create<string>();
        queue.Add("a");
        await queue.TakeAsync(CancellationToken.None);
        queue.Add("b");
        queue.Add("a", isUrgent: true);
        queue.Done("a");
        Assert.Equal("a", await queue.TakeAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_worker_waits_for_a_key_until_it_is_cancelled()
    {
        using WorkQueue<string> queue = Create<string>();
        using var stop = new CancellationTokenSource();
        Task<string> waiting = queue.TakeAsync(CancellationToken.None).AsTask();
        Task<string> stopped = queue.TakeAsync(stop.Token).AsTask();
        stop.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped);
        queue.Add("a");
        Assert.Equal("a", await waiting);
    }

    [Fact]
    public void Of_several_delays_the_shortest_counts_and_once()
    {
        using WorkQueue<string> queue = Create<string>();
        queue.AddAfter("a", TimeSpan.FromSeconds(30));
        queue.AddAfter("a", TimeSpan.FromSeconds(10));
        queue.AddAfter("a", TimeSpan.FromSeconds(20));
        queue.AddAfter("b", TimeSpan.MaxValue);
        clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(0, queue.Length);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((1, 1), (queue.Length, queue.Delayed));
        clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(1, queue.Length);
    }

    [Fact]
    public void Keys_delayed_again_and_again_take_no_more_memory()
    {
        using var delayed = new DelayedKeys<int>(clock, _ => { });
        for (int i = 0; i < 100_000; i++) delayed.Add(i % 10, TimeSpan.FromHours(24) - TimeSpan.FromMilliseconds(i));
        Assert.Equal(10, delayed.Count);
        Assert.InRange(delayed.Held, 10, 100);
    }

    [Fact]
    public async Task A_failing_key_comes_later_each_time_until_it_is_forgotten()
    {
        var limiter = new RateLimiter<string>(new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5), Jitter: 0), new TokenBucket(100, 100, clock), new Random(1));
        using var queue = new WorkQueue<string>(limiter, clock);
        foreach (int seconds in (int[])[1, 2, 4, 8])
        {
            queue.AddRateLimited("a");
            clock.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
            Assert.Equal(0, queue.Length);
            clock.Advance(TimeSpan.FromMilliseconds(1));
            Assert.Equal("a", await queue.TakeAsync(CancellationToken.None));
            queue.Done("a");
        }

        queue.Forget("a");
        queue.AddRateLimited("a");
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, queue.Length);
        queue.Forget("a");
        Assert.Equal(0, limiter.Count);
    }

    [Fact]
    public void The_longest_wait_is_that_of_the_oldest_key_no_worker_has()
    {
        using WorkQueue<string> queue = Create<string>();
        Assert.Equal(TimeSpan.Zero, queue.LongestWait);
        queue.Add("a");
        clock.Advance(TimeSpan.FromSeconds(5));
        queue.Add("b");
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(TimeSpan.FromSeconds(10), queue.LongestWait);
        Assert.True(queue.TakeAsync(CancellationToken.None).IsCompletedSuccessfully);
        Assert.Equal(TimeSpan.FromSeconds(5), queue.LongestWait);
        queue.Add("a");
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(TimeSpan.FromSeconds(10), queue.LongestWait);
    }

    /// <summary>Any row of operations gives what a model of a few lines gives.</summary>
    [Fact]
    public void Any_row_of_operations_agrees_with_the_model() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), operations =>
        {
            var time = new FakeTimeProvider();
            using var queue = new WorkQueue<int>(RateLimiter<int>.Create(time, new Random(1)), time);
            var model = new Model();
            foreach (byte operation in operations)
            {
                int key = operation / 8 % 4;
                switch (operation % 8)
                {
                    case 0 or 1:
                        queue.Add(key);
                        model.Add(key);
                        break;
                    case 2:
                        var delay = TimeSpan.FromMilliseconds(1000 * (key + 1) - key); // never two due at one time
                        queue.AddAfter(key, delay);
                        model.AddAfter(key, time.GetUtcNow() + delay);
                        break;
                    case 3 or 4 when model.Ready.Count > 0:
                        ValueTask<int> taken = queue.TakeAsync(CancellationToken.None);
                        Assert.True(taken.IsCompletedSuccessfully);
                        Assert.Equal(model.Take(), taken.Result);
                        break;
                    case 5 or 6:
                        queue.Done(key);
                        model.Done(key);
                        break;
                    case 7:
                        time.Advance(TimeSpan.FromSeconds(1));
                        model.Advance(time.GetUtcNow());
                        break;
                }

                Assert.Equal(model.Ready.Count, queue.Length);
                Assert.Equal(model.Later.Count, queue.Delayed);
            }
        }));

    [Fact]
    public async Task Under_many_threads_no_key_has_two_workers_and_no_change_is_missed()
    {
        const int Keys = 7;
        const int Changes = 3000;
        using WorkQueue<int> queue = Create<int>();
        int[] current = new int[Keys];
        int[] seen = new int[Keys];
        int[] workers = new int[Keys];
        int collisions = 0;
        using var stop = new CancellationTokenSource();
        async Task WorkAsync()
        {
            while (true)
            {
                int key = await queue.TakeAsync(stop.Token);
                if (Interlocked.Increment(ref workers[key]) > 1) Interlocked.Increment(ref collisions);
                Volatile.Write(ref seen[key], Volatile.Read(ref current[key]));
                if (key % 2 == 0) await Task.Yield();
                Interlocked.Decrement(ref workers[key]);
                queue.Done(key);
                if (Enumerable.Range(0, Keys).All(k => Volatile.Read(ref seen[k]) == Changes)) stop.Cancel();
            }
        }

        Task[] work = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(WorkAsync))];
        await Task.WhenAll(Enumerable.Range(0, Keys).Select(key => Task.Run(() =>
        {
            for (int i = 1; i <= Changes; i++)
            {
                Volatile.Write(ref current[key], i);
                queue.Add(key);
            }
        })));
        foreach (Task worker in work) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => worker.WaitAsync(TimeSpan.FromMinutes(2)));
        Assert.Equal(0, collisions);
        Assert.All(seen, value => Assert.Equal(Changes, value));
    }

    private WorkQueue<T> Create<T>() where T : notnull => new(RateLimiter<T>.Create(clock, new Random(1)), clock);

    private sealed class Model
    {
        private readonly HashSet<int> wanted = [];
        private readonly HashSet<int> working = [];

        public Queue<int> Ready { get; } = new();

        public Dictionary<int, DateTimeOffset> Later { get; } = [];

        public void Add(int key)
        {
            if (wanted.Add(key) && !working.Contains(key)) Ready.Enqueue(key);
        }

        public void AddAfter(int key, DateTimeOffset due)
        {
            if (!Later.TryGetValue(key, out DateTimeOffset before) || due < before) Later[key] = due;
        }

        public int Take()
        {
            int key = Ready.Dequeue();
            wanted.Remove(key);
            Assert.True(working.Add(key), "two workers on one key");
            return key;
        }

        public void Done(int key)
        {
            if (working.Remove(key) && wanted.Contains(key)) Ready.Enqueue(key);
        }

        public void Advance(DateTimeOffset now)
        {
            foreach ((int key, _) in Later.Where(pair => pair.Value <= now).OrderBy(pair => pair.Value).ToList())
            {
                Later.Remove(key);
                Add(key);
            }
        }
    }
}
