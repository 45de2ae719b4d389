using System.Globalization;
using Microsoft.Extensions.Logging;
using RL4VLM.Operator.Runtime.Metrics;

namespace RL4VLM.Operator.Runtime.Transport;

/// <summary>Counts calls to the API by verb and status code, and logs each different warning the API sends once.</summary>
public sealed class ApiCallHandler(OperatorMetrics? metrics, ILogger logger) : DelegatingHandler
{
    private const int RememberedWarnings = 256;

    private readonly Lock gate = new();
    private readonly RecentSet<string> warnings = new(RememberedWarnings);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string verb = ApiVerb.Of(request);
        try
        {
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            metrics?.RecordApiCall(verb, ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture));
            LogWarnings(verb, request, response);
            return response;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            metrics?.RecordApiCall(verb, "error");
            throw;
        }
    }

    private void LogWarnings(string verb, HttpRequestMessage request, HttpResponseMessage response)
    {
        foreach (var warning in response.Headers.Warning)
        {
            lock (gate)
            {
                if (!warnings.Add(warning.Text)) continue;
            }

            logger.LogWarning("The Kubernetes API warns on {Verb} {Path}: {Warning}", verb, request.RequestUri?.AbsolutePath, warning.Text.Trim('"'));
        }
    }
}
