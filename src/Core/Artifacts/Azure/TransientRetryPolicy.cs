using System.Globalization;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Polly;
using Polly.Retry;

namespace RL4VLM.Core.Artifacts;

/// <summary>Tries a request again while storage does not answer or is overloaded, bounded by time and not by count:
/// a storage account that is away for some minutes costs a run nothing.</summary>
internal sealed class TransientRetryPolicy : HttpPipelinePolicy
{
    private static readonly ResiliencePropertyKey<Attempts> State = new("attempts");
    private static readonly TimeSpan WarnEvery = TimeSpan.FromMinutes(1);

    private readonly AzureBlobOptions options;
    private readonly ResiliencePipeline<bool> pipeline;
    private long lastWarning;

    public TransientRetryPolicy(AzureBlobOptions options)
    {
        this.options = options;
        pipeline = new ResiliencePipelineBuilder<bool> { TimeProvider = options.Clock }
            .AddRetry(new RetryStrategyOptions<bool>
            {
                MaxRetryAttempts = int.MaxValue,
                Delay = options.RetryDelay,
                MaxDelay = options.RetryMaximumDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = arguments => ValueTask.FromResult(ShouldRetry(arguments)),
                DelayGenerator = arguments => ValueTask.FromResult(arguments.Outcome.Exception is null ? Get(arguments.Context).RetryAfter : null),
                OnRetry = OnRetry,
            })
            .Build();
    }

    /// <summary>One request: when it was first sent, and what its last answer was.</summary>
    private sealed class Attempts(HttpMessage message, long start)
    {
        public HttpMessage Message { get; } = message;

        public long Start { get; } = start;

        /// <summary>The pause the service asks for, null when it leaves that to us.</summary>
        public TimeSpan? RetryAfter =>
            Message.HasResponse && Message.Response.Headers.TryGetValue("Retry-After", out string? text)
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) && seconds <= 60
                ? TimeSpan.FromSeconds(seconds) : null;
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("the artifact store only makes asynchronous calls");

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> next)
    {
        ResilienceContext context = ResilienceContextPool.Shared.Get(message.CancellationToken);
        try
        {
            context.Properties.Set(State, new Attempts(message, options.Clock.GetTimestamp()));
            await pipeline.ExecuteAsync(static (_, state) => SendAsync(state.message, state.next), context, (message, next)).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private static Attempts Get(ResilienceContext context) => context.Properties.GetValue(State, null!);

    /// <returns>Whether the answer is one that may be another one later.</returns>
    private static async ValueTask<bool> SendAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> next)
    {
        try
        {
            await ProcessNextAsync(message, next).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!message.CancellationToken.IsCancellationRequested)
        {
            // The SDK's time limit for one try: nobody asked us to stop.
            throw new RequestFailedException("storage did not answer in time", e);
        }

        return AzureFailure.IsTransient(message.Response.Status)
            || (message.Response.Headers.TryGetValue("x-ms-error-code", out string? code) && code == "Md5Mismatch");
    }

    private bool ShouldRetry(RetryPredicateArguments<bool> arguments)
    {
        bool isTransient = arguments.Outcome.Exception is { } exception ? AzureFailure.IsTransient(exception) : arguments.Outcome.Result;
        return isTransient && options.Clock.GetElapsedTime(Get(arguments.Context).Start) < options.RetryFor;
    }

    private ValueTask OnRetry(OnRetryArguments<bool> arguments)
    {
        HttpMessage message = Get(arguments.Context).Message;
        string reason = arguments.Outcome.Exception is { } exception ? AzureFailure.OneLine(exception) : $"status {message.Response.Status}";
        // Gives the connection back; the next try overwrites the response.
        if (arguments.Outcome.Exception is null) message.Response.Dispose();
        long now = options.Clock.GetTimestamp();
        long last = Interlocked.Read(ref lastWarning);
        bool isDue = last == 0 || options.Clock.GetElapsedTime(last, now) >= WarnEvery;
        if (isDue && Interlocked.CompareExchange(ref lastWarning, now, last) == last)
        {
            options.Warn($"{message.Request.Uri.Host} does not answer ({reason}); trying again for up to {options.RetryFor.TotalMinutes:0.#} minutes");
        }

        return ValueTask.CompletedTask;
    }
}
