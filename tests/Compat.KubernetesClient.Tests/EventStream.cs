using System.IO.Pipelines;
using System.Text;
using k8s;

namespace RL4VLM.Compat.KubernetesClient.Tests;

/// <summary>The server's end of a watch: lines are delivered when the test writes them.</summary>
internal sealed class EventStream
{
    private readonly Pipe pipe = new();

    public Kubernetes Client() => new Transport(_ => new HttpResponseMessage { Content = new StreamContent(pipe.Reader.AsStream()) }).Client();

    public async Task Send(string text) => await pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(text));

    public Task Event(string type, string item) => Send($$"""{"type":"{{type}}","object":{{item}}}""" + "\n");

    public Task Pod(string type, string name, string version) =>
        Event(type, $$$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{name}}}","resourceVersion":"{{{version}}}"}}""");

    public async Task Close(Exception? broken = null) => await pipe.Writer.CompleteAsync(broken);
}
