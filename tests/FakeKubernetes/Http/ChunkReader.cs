namespace RL4VLM.FakeKubernetes.Http;

/// <summary>Chunks as a stream of bytes to read.</summary>
internal sealed class ChunkReader : Stream
{
    private readonly ChunkStream source;
    private readonly CancellationTokenSource closing = new();
    private readonly IAsyncEnumerator<ReadOnlyMemory<byte>> chunks;
    private ReadOnlyMemory<byte> rest;

    public ChunkReader(ChunkStream source)
    {
        this.source = source;
        chunks = source.ReadAsync(closing.Token).GetAsyncEnumerator(closing.Token);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (rest.IsEmpty)
        {
            await using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(static closing => ((CancellationTokenSource)closing!).Cancel(), closing);
            if (!await chunks.MoveNextAsync().ConfigureAwait(false)) return 0;
            rest = chunks.Current;
        }

        int count = Math.Min(buffer.Length, rest.Length);
        rest.Span[..count].CopyTo(buffer.Span);
        rest = rest[count..];
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            closing.Cancel();
            source.Dispose();
        }

        base.Dispose(disposing);
    }
}
