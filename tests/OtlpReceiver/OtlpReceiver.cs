using System.Net;
using System.Net.Sockets;

namespace RL4VLM.Otlp;

public sealed record ReceivedSpan(
    string Trace, string Id, string Parent, string Name, ulong Start, ulong End, IReadOnlyDictionary<string, string> Attributes, IReadOnlyList<string> Links);

/// <param name="Value">Of a gauge or a sum; of a histogram the sum of its values.</param>
public sealed record ReceivedPoint(IReadOnlyDictionary<string, string> Labels, double Value);

public sealed record ReceivedMetric(string Name, string Unit, string Description, IReadOnlyList<ReceivedPoint> Points)
{
    public IEnumerable<IReadOnlyDictionary<string, string>> Labels => Points.Select(point => point.Labels);
}

/// <summary>A collector: takes OTLP by http/protobuf and keeps the fields that tests ask for.</summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly HttpListener listener = new();
    private readonly Lock gate = new();
    private readonly List<ReceivedSpan> spans = [];
    private readonly List<ReceivedMetric> metrics = [];
    private readonly TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task serving;
    private readonly bool hangs;

    /// <param name="hangs">Takes connections and never answers.</param>
    public OtlpReceiver(bool hangs = false)
    {
        this.hangs = hangs;
        Endpoint = $"http://127.0.0.1:{FreePort()}";
        listener.Prefixes.Add(Endpoint + "/");
        listener.Start();
        serving = ServeAsync();
    }

    public string Endpoint { get; }

    /// <summary>Done once something has arrived.</summary>
    public Task First => first.Task;

    public IReadOnlyList<ReceivedSpan> Spans
    {
        get { lock (gate) return [.. spans]; }
    }

    public IReadOnlyList<ReceivedMetric> Metrics
    {
        get { lock (gate) return [.. metrics]; }
    }

    /// <summary>Completes with the next export.</summary>
    public async Task NextAsync(CancellationToken cancellation)
    {
        Task arrival;
        lock (gate) arrival = next.Task;
        await arrival.WaitAsync(cancellation);
    }

    public static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        listener.Abort();
        await serving;
    }

    private async Task ServeAsync()
    {
        while (listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }

            if (hangs) continue;
            try
            {
                await AnswerAsync(context);
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException or InvalidOperationException)
            {
                // Died in the midst of a request: this collector, or the process that sent it. The others go on.
                continue;
            }

            first.TrySetResult();
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using var body = new MemoryStream();
        await context.Request.InputStream.CopyToAsync(body);
        Take(context.Request.Url!.AbsolutePath, body.ToArray());
        context.Response.ContentType = "application/x-protobuf";
        context.Response.Close();
    }

    private void Take(string path, byte[] body)
    {
        IEnumerable<ProtobufField> parts = ProtobufField.ReadAll(body).Of(1).SelectMany(resource => resource.Fields.Of(2)).SelectMany(scope => scope.Fields.Of(2));
        lock (gate)
        {
            if (path == "/v1/traces") spans.AddRange(parts.Select(span => Span(span.Fields)));
            else if (path == "/v1/metrics") metrics.AddRange(parts.Select(metric => Metric(metric.Fields)));
            else throw new InvalidDataException(path);
            next.TrySetResult();
            next = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private static ReceivedSpan Span(List<ProtobufField> span) => new(
        span.Hex(1), span.Hex(2), span.Hex(4), span.Text(5), span.Number(7), span.Number(8), Attributes(span.Of(9)), [.. span.Of(13).Select(link => link.Fields.Hex(2))]);

    private static ReceivedMetric Metric(List<ProtobufField> metric)
    {
        // Gauges (5) and sums (7) have number points, whose attributes are field 7 and whose value is a double (4) or an integer (6); a histogram's
        // (9) attributes are field 9 and its sum is field 5.
        IEnumerable<List<ProtobufField>> points = metric.Where(field => field.Number is 5 or 7 or 9).SelectMany(data => data.Fields.Of(1)).Select(point => point.Fields);
        bool histogram = metric.Of(9).Any();
        return new ReceivedMetric(metric.Text(1), metric.Text(3), metric.Text(2),
            [.. points.Select(point => new ReceivedPoint(Attributes(point.Of(histogram ? 9 : 7)), Value(point, histogram ? 5 : 4)))]);
    }

    private static double Value(List<ProtobufField> point, int asDouble) =>
        !point.Of(asDouble).Any() && point.Of(6).Any() ? unchecked((long)point.Number(6)) : BitConverter.UInt64BitsToDouble(point.Number(asDouble));

    private static Dictionary<string, string> Attributes(IEnumerable<ProtobufField> attributes) => attributes.Select(attribute => attribute.Fields).ToDictionary(
        pair => pair.Text(1),
        pair => pair.Of(2).Single().Fields.Select(value => value.Number == 1 ? value.Text : value.Value.ToString(System.Globalization.CultureInfo.InvariantCulture)).Single());
}
