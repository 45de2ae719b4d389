using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Json;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.Benchmarks.Operator;

/// <summary>Creates runs of <c>examples/cluster.yaml</c> over several connections, and notes when.</summary>
internal sealed class RunCreator(HttpClient client, BenchOptions options)
{
    private const string Group = "apis/rl4vlm.io/v1alpha1";
    private readonly string manifest = File.ReadAllText(Path.Combine(options.Root, "examples/cluster.yaml"));
    private readonly ConcurrentDictionary<string, long> created = new(StringComparer.Ordinal);

    /// <summary>When the request that creates <c>namespace/name</c> was sent, as a timestamp of <see cref="Stopwatch"/>.</summary>
    public IReadOnlyDictionary<string, long> Created => created;

    /// <summary>Creates runs <paramref name="first"/> and on.</summary>
    /// <param name="first">Number of the first.</param>
    /// <param name="count">How many.</param>
    /// <param name="rate">Per second; 0: as fast as the API takes them.</param>
    /// <returns>Their <c>namespace/name</c>.</returns>
    public async Task<IReadOnlyList<string>> CreateAsync(int first, int count, double rate)
    {
        string[] bodies = [.. Enumerable.Range(first, count).Select(Body)];
        int next = -1;
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, options.Creators).Select(_ => Task.Run(async () =>
        {
            for (int i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
            {
                if (rate > 0 && TimeSpan.FromSeconds(i / rate) - Stopwatch.GetElapsedTime(start) is { Ticks: > 0 } early) await Task.Delay(early);
                created[KeyOf(first + i)] = Stopwatch.GetTimestamp();
                using var content = new StringContent(bodies[i], Encoding.UTF8, "application/json");
                await ExpectAsync(client.PostAsync(new Uri($"{Group}/namespaces/{BenchCluster.NamespaceOf(first + i, options)}/rl4vlmruns", UriKind.Relative), content));
            }
        })));
        return [.. Enumerable.Range(first, count).Select(KeyOf)];
    }

    /// <summary>A label that means nothing to the operator: every run changes, and none is to be written.</summary>
    public async Task TouchAsync(int count, string value)
    {
        int next = -1;
        await Task.WhenAll(Enumerable.Range(0, options.Creators).Select(_ => Task.Run(async () =>
        {
            for (int i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
            {
                using var content = new StringContent($$"""{"metadata": {"labels": {"touched": "{{value}}"} } }""", new MediaTypeHeaderValue("application/merge-patch+json"));
                await ExpectAsync(client.PatchAsync(new Uri($"{Group}/namespaces/{BenchCluster.NamespaceOf(i, options)}/rl4vlmruns/{NameOf(i)}", UriKind.Relative), content));
            }
        })));
    }

    private static string NameOf(int run) => string.Create(CultureInfo.InvariantCulture, $"run-{run:d5}");

    private string KeyOf(int run) => $"{BenchCluster.NamespaceOf(run, options)}/{NameOf(run)}";

    private string Body(int run)
    {
        JsonObject document = YamlText.Documents(manifest).Single();
        document["metadata"]!["name"] = NameOf(run);
        return document.ToJsonString();
    }

    private static async Task ExpectAsync(Task<HttpResponseMessage> call)
    {
        using HttpResponseMessage response = await call;
        if (!response.IsSuccessStatusCode) throw new InvalidOperationException($"{response.RequestMessage?.RequestUri}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
    }
}
