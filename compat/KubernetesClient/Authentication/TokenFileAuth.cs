using System.Net.Http.Headers;

namespace k8s.Authentication;

/// <summary>A token in a file that the kubelet replaces before it expires: read again every minute.</summary>
public class TokenFileAuth : ITokenProvider
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);
    private readonly string file;
    private readonly TimeProvider time;
    private volatile CachedHeader cached;

    public TokenFileAuth(string tokenFile)
        : this(tokenFile, TimeProvider.System)
    {
    }

    internal TokenFileAuth(string tokenFile, TimeProvider time) => (file, this.time) = (tokenFile, time);

    public async Task<AuthenticationHeaderValue> GetAuthenticationHeaderAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (cached is { } present && now < present.Until) return present.Header;
        var token = (await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false)).Trim();
        var fresh = new CachedHeader(new("Bearer", token), now + KeptFor);
        cached = fresh;
        return fresh.Header;
    }

    private sealed record CachedHeader(AuthenticationHeaderValue Header, DateTimeOffset Until);
}
