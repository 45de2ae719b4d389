namespace RL4VLM.FakeKubernetes.Patching;

/// <summary>How the lists of built-in kinds are merged: by a key, as a set, or (all others) as a whole.</summary>
internal static class ListKeys
{
    /// <summary>The key fields by which the elements of the list at a member are told apart; empty for a set; null for a list that is one value.</summary>
    /// <param name="parent">Name of the member that holds the list's owner, for example <c>spec</c> or <c>containers</c>.</param>
    /// <param name="member">Name of the list.</param>
    public static string[]? Of(string parent, string member) => member switch
    {
        "containers" or "initContainers" or "ephemeralContainers" or "env" or "imagePullSecrets" or "volumes" or "secrets" => ["name"],
        "volumeMounts" => ["mountPath"],
        "volumeDevices" => ["devicePath"],
        "conditions" => ["type"],
        "ownerReferences" => ["uid"],
        "hostAliases" => ["ip"],
        "topologySpreadConstraints" => ["topologyKey"],
        "ports" => parent == "spec" ? ["port"] : ["containerPort"],
        "finalizers" => [],
        _ => null,
    };
}
