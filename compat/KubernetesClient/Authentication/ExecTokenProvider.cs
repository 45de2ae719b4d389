using System.Net.Http.Headers;
using k8s.KubeConfigModels;

namespace k8s.Authentication;

/// <summary>A token from an exec plugin, asked for again shortly before it expires.</summary>
public class ExecTokenProvider : ITokenProvider
{
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);
    private readonly ExternalExecution exec;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim one = new(1);
    private volatile ExecCredentialResponse response;

    public ExecTokenProvider(ExternalExecution exec)
        : this(exec, null, TimeProvider.System)
    {
    }

    internal ExecTokenProvider(ExternalExecution exec, ExecCredentialResponse first, TimeProvider time) =>
        (this.exec, response, this.time) = (exec, first, time);

    public async Task<AuthenticationHeaderValue> GetAuthenticationHeaderAsync(CancellationToken cancellationToken)
    {
        if (IsStale(response))
        {
            await one.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                if (IsStale(response)) response = await ExecPlugin.RunAsync(exec, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                one.Release();
            }
        }
        return new("Bearer", response.Status.Token);
    }

    private bool IsStale(ExecCredentialResponse credential) =>
        credential is null || credential.Status.ExpirationTimestamp is { } expiry && time.GetUtcNow().UtcDateTime + Margin > expiry;
}
