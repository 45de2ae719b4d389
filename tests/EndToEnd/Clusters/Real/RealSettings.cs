using System.Globalization;
using System.Text.Json.Nodes;

namespace RL4VLM.EndToEnd.Clusters.Real;

/// <summary>What <c>make test-cluster</c> is told about a cluster (docs/testing.md).</summary>
internal sealed record RealSettings
{
    public required string Namespace { get; init; }

    /// <summary><c>spec.storage</c> of every run.</summary>
    public required JsonObject Storage { get; init; }

    /// <summary>Merged into every spec.</summary>
    public JsonObject Spec { get; init; } = [];

    /// <summary>Namespace and name of the operator's Deployment, which is also the name of its Lease.</summary>
    public (string Namespace, string Name) Operator { get; init; } = ("rl4vlm-system", "rl4vlm");

    /// <summary>A Service in front of the storage, which is cut off by its selector; null: storage cannot be cut off.</summary>
    public (string Namespace, string Name)? StorageService { get; init; }

    /// <summary>What the operator is upgraded to; null: only the stage images change.</summary>
    public string? NextOperatorImage { get; init; }

    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(20);

    public TimeSpan Outage { get; init; } = TimeSpan.FromSeconds(30);

    /// <exception cref="NotProvidedException">A variable is missing or cannot be read.</exception>
    public static RealSettings FromEnvironment(Func<string, string?> environment)
    {
        var defaults = new RealSettings { Namespace = "", Storage = [] };
        return new RealSettings
        {
            Namespace = Text("RL4VLM_E2E_NAMESPACE") ?? throw new NotProvidedException("RL4VLM_E2E_NAMESPACE is not set: the namespace for the runs"),
            Storage = Json("RL4VLM_E2E_STORAGE") ?? throw new NotProvidedException("RL4VLM_E2E_STORAGE is not set: spec.storage of the runs, as JSON"),
            Spec = Json("RL4VLM_E2E_SPEC") ?? [],
            Operator = Named("RL4VLM_E2E_OPERATOR") ?? defaults.Operator,
            StorageService = Named("RL4VLM_E2E_STORAGE_SERVICE"),
            NextOperatorImage = Text("RL4VLM_E2E_NEXT_OPERATOR_IMAGE"),
            Patience = Seconds("RL4VLM_E2E_TIMEOUT_SECONDS") ?? defaults.Patience,
            Outage = Seconds("RL4VLM_E2E_OUTAGE_SECONDS") ?? defaults.Outage,
        };

        string? Text(string name) => environment(name) is { Length: > 0 } value ? value : null;

        JsonObject? Json(string name)
        {
            if (Text(name) is not { } value) return null;
            try
            {
                return JsonNode.Parse(value) as JsonObject ?? throw new NotProvidedException($"{name}: is no JSON object");
            }
            catch (System.Text.Json.JsonException e)
            {
                throw new NotProvidedException($"{name}: is no JSON ({e.Message})");
            }
        }

        (string, string)? Named(string name) => Text(name) is not { } value ? null
            : value.Split('/') is [{ Length: > 0 } space, { Length: > 0 } item] ? (space, item) : throw new NotProvidedException($"{name}: '{value}' is not NAMESPACE/NAME");

        TimeSpan? Seconds(string name) => Text(name) is not { } value ? null
            : int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) && seconds > 0 ? TimeSpan.FromSeconds(seconds)
            : throw new NotProvidedException($"{name}: '{value}' is no number of seconds");
    }
}
