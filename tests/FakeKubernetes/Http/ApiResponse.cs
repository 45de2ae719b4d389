using System.Text;
using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Json;

namespace RL4VLM.FakeKubernetes.Http;

/// <summary>An answer: either a body, or a stream of chunks that ends by itself.</summary>
public sealed record ApiResponse(int Code)
{
    public string ContentType { get; init; } = "application/json";

    public ReadOnlyMemory<byte> Body { get; init; }

    public ChunkStream? Chunks { get; init; }

    public IReadOnlyList<string> Warnings { get; init; } = [];

    public int? RetryAfterSeconds { get; init; }

    /// <summary>The connection breaks instead of an answer.</summary>
    public bool Aborted { get; init; }

    public static ApiResponse Json(int code, JsonNode body) => new(code) { Body = JsonText.Utf8(body) };

    public static ApiResponse Text(int code, string text) => new(code) { ContentType = "text/plain", Body = Encoding.UTF8.GetBytes(text) };
}

/// <summary>Chunks of a watch or a followed log; disposing it ends what feeds it.</summary>
public sealed class ChunkStream(Func<CancellationToken, IAsyncEnumerable<ReadOnlyMemory<byte>>> chunks, Action dispose) : IDisposable
{
    public IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellation) => chunks(cancellation);

    public void Dispose() => dispose();
}
