using System.Collections.Concurrent;

namespace RL4VLM.FakeKubernetes.Authorization;

/// <summary>Who asks.</summary>
public sealed record UserInfo(string Name, IReadOnlyList<string> Groups)
{
    public static UserInfo Anonymous { get; } = new("system:anonymous", ["system:unauthenticated"]);

    public bool IsMaster => Groups.Contains("system:masters");
}

/// <summary>Bearer tokens and their users. The token of a service account is its user name, <c>system:serviceaccount:NAMESPACE:NAME</c>,
/// that of the administrator is <see cref="AdminToken"/>; others are added.</summary>
public sealed class Identities
{
    public const string AdminToken = "admin";

    private const string ServiceAccount = "system:serviceaccount:";
    private readonly ConcurrentDictionary<string, UserInfo> users = new()
    {
        [AdminToken] = new UserInfo("kubernetes-admin", ["system:masters", "system:authenticated"]),
    };

    public void Add(string token, UserInfo user) => users[token] = user;

    /// <summary>The user of a token; anonymous without one; null for one that is not known.</summary>
    public UserInfo? Find(string? token)
    {
        if (string.IsNullOrEmpty(token)) return UserInfo.Anonymous;
        if (users.TryGetValue(token, out UserInfo? user)) return user;
        string[] parts = token.Split(':');
        if (!token.StartsWith(ServiceAccount, StringComparison.Ordinal) || parts.Length != 4) return null;
        return users.GetOrAdd(token, new UserInfo(token, ["system:serviceaccounts", $"system:serviceaccounts:{parts[2]}", "system:authenticated"]));
    }
}
