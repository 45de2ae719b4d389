using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using k8s;
using k8s.Models;
using RL4VLM.Chart.Tests.Rendering;

namespace RL4VLM.Chart.Tests.Models;

/// <summary>Reads a rendered object into its typed model and refuses what the model does not know: a misspelt or misplaced field, a number for a string.</summary>
internal static class StrictModels
{
    private static readonly JsonSerializerOptions Strict = new() { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    private static readonly Dictionary<(string ApiVersion, string Kind), Type> Types = typeof(V1Pod).Assembly.GetTypes()
        .Select(type => (Type: type, Entity: type.GetCustomAttribute<KubernetesEntityAttribute>()))
        .Where(one => one.Entity is not null)
        .ToDictionary(one => (one.Entity!.Group is { Length: > 0 } group ? $"{group}/{one.Entity.ApiVersion}" : one.Entity.ApiVersion, one.Entity.Kind), one => one.Type);

    static StrictModels()
    {
        Types.Add(("monitoring.coreos.com/v1", "ServiceMonitor"), typeof(ServiceMonitor));
        Types.Add(("monitoring.coreos.com/v1", "PrometheusRule"), typeof(PrometheusRule));
    }

    public static object Read(RenderedObject rendered)
    {
        Assert.True(Types.TryGetValue((rendered.ApiVersion, rendered.Kind), out Type? type), $"{rendered.ApiVersion} {rendered.Kind} has no model");
        try
        {
            return JsonSerializer.Deserialize(rendered.Json.ToJsonString(), type, Strict)!;
        }
        catch (JsonException e)
        {
            throw new JsonException($"{rendered}: {e.Message}", e);
        }
    }
}
