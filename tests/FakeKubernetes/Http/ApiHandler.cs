using RL4VLM.FakeKubernetes.Authorization;
using RL4VLM.FakeKubernetes.Faults;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Http;

/// <summary>The API: a request in, an answer out. Knows nothing of sockets.</summary>
public sealed class ApiHandler
{
    private readonly ResourceReader reader;
    private readonly ResourceWriter writer;
    private readonly ResourceDeleter deleter;
    private readonly WatchStreams watches;
    private readonly PodSubresources pods;
    private readonly Discovery discovery;
    private readonly AccessReviews reviews;

    public ApiHandler(ClusterStore store, ApiOptions? options = null)
    {
        Store = store;
        options ??= new ApiOptions();
        Faults = new FaultInjector(store);
        Authorizer = new RoleAuthorizer(store) { Enforced = options.EnforceRoles };
        reader = new ResourceReader(store, Faults);
        writer = new ResourceWriter(store);
        deleter = new ResourceDeleter(store);
        watches = new WatchStreams(store);
        pods = new PodSubresources(store, options);
        discovery = new Discovery(store.Kinds);
        reviews = new AccessReviews(Authorizer);
    }

    public ClusterStore Store { get; }

    public Identities Identities { get; } = new();

    public FaultInjector Faults { get; }

    public RoleAuthorizer Authorizer { get; }

    public RequestLog Log { get; } = new();

    /// <summary>Never fails: whatever goes wrong is an answer.</summary>
    public ValueTask<ApiResponse> HandleAsync(ApiRequest request, CancellationToken cancellation = default)
    {
        UserInfo? user = Identities.Find(request.Token);
        if (user is null) return new(StatusBody.Failure(new ApiException(401, "Unauthorized", "Unauthorized"), null, null));
        ApiRoute route;
        try
        {
            route = ApiRoute.Of(request, Store.Kinds);
        }
        catch (ApiException e)
        {
            Record(request, new ApiRoute(request.Method.ToLowerInvariant(), request.Path), user, e.Code);
            return new(StatusBody.Failure(e, null, null));
        }

        TimeSpan latency = Faults.Latency?.Invoke(route) ?? TimeSpan.Zero;
        return latency > TimeSpan.Zero ? Delayed(latency, route, request, user, cancellation) : new(Handle(route, request, user));
    }

    private async ValueTask<ApiResponse> Delayed(TimeSpan latency, ApiRoute route, ApiRequest request, UserInfo user, CancellationToken cancellation)
    {
        await Task.Delay(latency, Store.Clock, cancellation).ConfigureAwait(false);
        return Handle(route, request, user);
    }

    private ApiResponse Handle(ApiRoute route, ApiRequest request, UserInfo user)
    {
        RequestFault? fault = Faults.Next(route);
        ApiResponse response = fault?.Timing == FaultTiming.Before ? fault.Response : Answer(route, request, user);
        Record(request, route, user, response.Code);
        if (fault?.Timing != FaultTiming.After) return response;
        response.Chunks?.Dispose();
        return fault.Response;
    }

    private ApiResponse Answer(ApiRoute route, ApiRequest request, UserInfo user)
    {
        try
        {
            Authorizer.Check(user, route);
            return Dispatch(route, request, user);
        }
        catch (ApiException e)
        {
            return StatusBody.Failure(e, route.Kind, route.Name, e.Code == 429 ? 10 : null);
        }
    }

    private ApiResponse Dispatch(ApiRoute route, ApiRequest request, UserInfo user)
    {
        if (route.Kind is null) return discovery.Answer(request);
        if (route.Kind == AccessReviews.Info) return reviews.Answer(request, user);
        if (route.Kind.Kind == ResourceKind.Pods && route.Subresource is "log" or "eviction") return pods.Answer(route, request);
        if (route.Subresource is not null && !(route.Subresource == "status" && route.Kind.HasStatus))
        {
            throw new ApiException(404, "NotFound", "the server could not find the requested resource");
        }

        return route.Verb switch
        {
            "get" => reader.Get(route, request),
            "list" => reader.List(route, request),
            "watch" => watches.Start(route, request),
            "create" when route.Name is null => writer.Create(route, request, user.Name),
            "update" when route.Name is not null => writer.Replace(route, request, user.Name),
            "patch" when route.Name is not null => writer.Patch(route, request, user.Name),
            "delete" when route.Subresource is null => deleter.Delete(route, request),
            "deletecollection" => deleter.DeleteCollection(route, request),
            _ => throw new ApiException(405, "MethodNotAllowed", "the server does not allow this method on the requested resource"),
        };
    }

    private void Record(ApiRequest request, ApiRoute route, UserInfo user, int code) =>
        Log.Add(new RequestRecord(Store.Clock.GetUtcNow(), request.Method, request.Path, route.Verb, route.Resource, user.Name, code));
}
