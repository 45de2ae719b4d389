namespace RL4VLM.Operator.Runtime.Transport;

/// <summary>The verb RBAC knows a request by.</summary>
internal static class ApiVerb
{
    public static string Of(HttpRequestMessage request)
    {
        if (request.Method == HttpMethod.Post) return "create";
        if (request.Method == HttpMethod.Put) return "update";
        if (request.Method == HttpMethod.Patch) return "patch";
        if (request.Method == HttpMethod.Delete) return NamesObject(request) ? "delete" : "deletecollection";
        if (request.Method != HttpMethod.Get) return "other";
        return IsWatch(request) ? "watch" : NamesObject(request) ? "get" : "list";
    }

    public static bool IsWatch(HttpRequestMessage request) =>
        request.Method == HttpMethod.Get && request.RequestUri?.Query is { } query
        && (query.Contains("watch=true", StringComparison.OrdinalIgnoreCase) || query.Contains("watch=1", StringComparison.Ordinal));

    /// <summary>Whether the path goes on after the resource's plural: <c>/api/v1/namespaces/n/pods/name</c>.</summary>
    private static bool NamesObject(HttpRequestMessage request)
    {
        string[] parts = request.RequestUri?.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries) ?? [];
        // A server behind a path of its own has that path first.
        int start = Array.FindIndex(parts, part => part is "api" or "apis");
        if (start < 0) return true;
        int resource = start + (parts[start] == "api" ? 2 : 3);
        bool namespaced = resource + 2 < parts.Length && parts[resource] == "namespaces";
        return parts.Length > (namespaced ? resource + 3 : resource + 1);
    }
}
