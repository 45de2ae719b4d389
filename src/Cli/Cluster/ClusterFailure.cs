using System.Net;
using System.Text.Json;
using k8s;
using k8s.Autorest;
using k8s.Exceptions;
using k8s.Models;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Cluster;

/// <summary>What the API's failures mean to the person at the keyboard.</summary>
internal static class ClusterFailure
{
    /// <summary>The failure with its exit code and one line; null for what has nothing to do with the API.</summary>
    public static StageException? Describe(Exception exception, Uri server) => exception switch
    {
        HttpOperationException refused => Describe(refused),
        KubernetesException broken => new(ExitCodes.TryAgain, $"the API server ended the watch: {OneLine(broken.Message)}", broken),
        KubeConfigException wrong => new(ExitCodes.Usage, $"the kubeconfig cannot be used: {OneLine(wrong.Message)}", wrong),
        HttpRequestException lost => new(ExitCodes.TryAgain, $"no answer from the API server {server}: {OneLine(lost.Message)}", lost),
        OperationCanceledException { InnerException: TimeoutException late } => new(ExitCodes.TryAgain, $"no answer from the API server {server}: {OneLine(late.Message)}", late),
        _ => null,
    };

    public static bool Is(HttpOperationException exception, HttpStatusCode status) => exception.Response?.StatusCode == status;

    /// <summary>What the API says about the answer; null when it is not the API that answered.</summary>
    public static V1Status? StatusOf(HttpOperationException exception)
    {
        try
        {
            return exception.Response?.Content is { Length: > 0 } text ? KubernetesJson.Deserialize<V1Status>(text) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static StageException Describe(HttpOperationException refused)
    {
        string said = OneLine(StatusOf(refused)?.Message is { Length: > 0 } message ? message : refused.Message);
        return refused.Response?.StatusCode switch
        {
            HttpStatusCode.Unauthorized => new(ExitCodes.BadManifest, $"the API server does not accept the kubeconfig's credentials: {said}", refused),
            HttpStatusCode.Forbidden => new(ExitCodes.BadManifest, $"the cluster refuses access: {said} (docs/cli.md lists the roles each command needs)", refused),
            HttpStatusCode.NotFound => new(ExitCodes.Usage, said, refused),
            HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity => new(ExitCodes.Usage, $"the API server refuses this: {said}", refused),
            _ => new(ExitCodes.TryAgain, $"the API server answers {(int?)refused.Response?.StatusCode}: {said}", refused),
        };
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();
}
