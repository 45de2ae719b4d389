using System.Text.Json.Nodes;

namespace RL4VLM.FakeKubernetes.Tests;

/// <summary>Objects to send.</summary>
internal static class Bodies
{
    public const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    public const string Pods = "/api/v1/namespaces/default/pods";
    public const string Jobs = "/apis/batch/v1/namespaces/default/jobs";
    public const string Widgets = "/apis/example.com/v1/namespaces/default/widgets";
    public const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

    public static string ConfigMap(string name, string value = "1", string labels = "{}") =>
        $$$"""{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"{{{name}}}","labels":{{{labels}}}},"data":{"a":"{{{value}}}"} }""";

    public static string Pod(string name, string extra = "") =>
        $$$"""{"metadata":{"name":"{{{name}}}"},"spec":{"restartPolicy":"Never","containers":[{"name":"main","image":"i"}]{{{extra}}} } }""";

    public static string Job(string name, string spec = "", string pod = "", string container = "") =>
        $$$"""{"metadata":{"name":"{{{name}}}"},"spec":{ {{{spec}}} "template":{"spec":{ {{{pod}}} "restartPolicy":"Never","containers":[{ {{{container}}} "name":"main","image":"i"}]} } } }""";

    public static string Widget(string name, string spec = """{"size":1}""", string status = "null") =>
        $$$"""{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"{{{name}}}"},"spec":{{{spec}}},"status":{{{status}}} }""";

    /// <summary>A definition with a status subresource and a keyed list.</summary>
    public static string Definition => """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"widgets.example.com"},
         "spec":{"group":"example.com","scope":"Namespaced","names":{"plural":"widgets","kind":"Widget","shortNames":["wd"]},
          "versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{}},
           "additionalPrinterColumns":[{"name":"Size","type":"integer","jsonPath":".spec.size"},{"name":"Age","type":"date","jsonPath":".metadata.creationTimestamp"}],
           "schema":{"openAPIV3Schema":{"type":"object","properties":{
             "spec":{"type":"object","properties":{"size":{"type":"integer"},"color":{"type":"string"},
               "parts":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],"items":{"type":"object","required":["name"],"properties":{"name":{"type":"string"},"count":{"type":"integer"}}}},
               "tags":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}},
               "names":{"type":"array","items":{"type":"string"}}}},
             "status":{"type":"object","properties":{"phase":{"type":"string"},"count":{"type":"integer"}}}}}}}]}}
        """;

    public static string With(string body, Action<JsonObject> change)
    {
        JsonObject map = JsonNode.Parse(body)!.AsObject();
        change(map);
        return map.ToJsonString();
    }
}
