namespace RL4VLM.FakeKubernetes.Http;

/// <summary>A request, whatever carried it.</summary>
public sealed record ApiRequest(string Method, string Path, RequestQuery Query)
{
    public ReadOnlyMemory<byte> Body { get; init; }

    public string? ContentType { get; init; }

    public string Accept { get; init; } = "";

    /// <summary>The bearer token; null for an anonymous request.</summary>
    public string? Token { get; init; }

    public string UserAgent { get; init; } = "";
}

/// <summary>Query parameters; of a repeated one the first counts.</summary>
public sealed class RequestQuery
{
    private readonly Dictionary<string, string> values = [];

    private RequestQuery()
    {
    }

    public string? this[string key] => values.GetValueOrDefault(key);

    /// <param name="text">With or without the question mark.</param>
    public static RequestQuery Parse(string? text)
    {
        var query = new RequestQuery();
        ReadOnlySpan<char> rest = (text ?? "").AsSpan().TrimStart('?');
        foreach (Range range in rest.Split('&'))
        {
            ReadOnlySpan<char> pair = rest[range];
            if (pair.IsEmpty) continue;
            int equals = pair.IndexOf('=');
            query.values.TryAdd(Decoded(equals < 0 ? pair : pair[..equals]), equals < 0 ? "" : Decoded(pair[(equals + 1)..]));
        }

        return query;
    }

    public bool IsTrue(string key) => this[key] is "true" or "1";

    /// <exception cref="Storage.ApiException">400 when it is no number.</exception>
    public long? Number(string key) => this[key] is not { Length: > 0 } text ? null
        : long.TryParse(text, out long number) ? number
        : throw new Storage.ApiException(400, "BadRequest", $"{key}: strconv.ParseInt: parsing \"{text}\": invalid syntax");

    private static string Decoded(ReadOnlySpan<char> text) =>
        text.ContainsAny('%', '+') ? Uri.UnescapeDataString(text.ToString().Replace('+', ' ')) : text.ToString();
}
