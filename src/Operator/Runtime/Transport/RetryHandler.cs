using System.Net;
using Polly;
using Polly.Retry;

namespace RL4VLM.Operator.Runtime.Transport;

/// <summary>Bridges the short gaps of an API server: 429 for every verb (the call was not processed), and for reads also 5xx and a
/// broken connection. At most three more tries; whatever lasts longer is the caller's back-off to handle.</summary>
public sealed class RetryHandler(TimeProvider clock) : DelegatingHandler
{
    private const int Retries = 3;
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromSeconds(30);
    private static readonly ResiliencePropertyKey<HttpRequestMessage> Request = new("request");

    private readonly ResiliencePipeline<HttpResponseMessage> pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = clock }
        .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
        {
            MaxRetryAttempts = Retries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = TimeSpan.FromMilliseconds(200),
            MaxDelay = TimeSpan.FromSeconds(5),
            ShouldHandle = arguments => ValueTask.FromResult(IsWorthTrying(arguments)),
            DelayGenerator = arguments => ValueTask.FromResult(arguments.Outcome.Result is { } response ? RetryAfter(response, clock) : null),
            OnRetry = arguments =>
            {
                arguments.Outcome.Result?.Dispose();
                return ValueTask.CompletedTask;
            },
        })
        .Build();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ResilienceContext context = ResilienceContextPool.Shared.Get(cancellationToken);
        try
        {
            context.Properties.Set(Request, request);
            return await pipeline.ExecuteAsync(
                static async (context, send) => await send(context.Properties.GetValue(Request, null!), context.CancellationToken).ConfigureAwait(false),
                context,
                (Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>)base.SendAsync).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private static bool IsWorthTrying(RetryPredicateArguments<HttpResponseMessage> arguments)
    {
        HttpRequestMessage request = arguments.Context.Properties.GetValue(Request, null!);
        if (arguments.Outcome.Result?.StatusCode == HttpStatusCode.TooManyRequests) return true;
        // A watch that fails starts again from its informer, which knows where it was.
        if (request.Method != HttpMethod.Get || ApiVerb.IsWatch(request)) return false;
        return arguments.Outcome.Exception is HttpRequestException || arguments.Outcome.Result is { StatusCode: >= HttpStatusCode.InternalServerError };
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider clock)
    {
        TimeSpan? wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - clock.GetUtcNow(),
            _ => null,
        };
        return wait is not { } asked ? null : asked < TimeSpan.Zero ? TimeSpan.Zero : asked > LongestRetryAfter ? LongestRetryAfter : asked;
    }
}
