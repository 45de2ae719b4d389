using System.Net.Http.Headers;

namespace k8s.Autorest;

/// <summary>What outlives a disposed HTTP message: its headers and its text.</summary>
public abstract class HttpMessageWrapper
{
    protected HttpMessageWrapper() => Headers = new Dictionary<string, IEnumerable<string>>(StringComparer.OrdinalIgnoreCase);

    public string Content { get; set; }

    public IDictionary<string, IEnumerable<string>> Headers { get; private set; }

    protected void CopyHeaders(HttpHeaders headers)
    {
        foreach (var (name, values) in headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>())
            Headers[name] = Headers.TryGetValue(name, out var present) ? [.. present, .. values] : values;
    }
}
