using RL4VLM.Core.Manifest;

namespace RL4VLM.Environments;

/// <summary>Which states are kept back from training (options.holdOut): an exact share of a task's <see cref="Situations"/>, chosen by hash, the same in
/// every run.</summary>
public sealed class HoldOut
{
    private const ulong Salt = 0x401d;

    private readonly HashSet<string> keptBack;

    private HoldOut(HashSet<string> keptBack) => this.keptBack = keptBack;

    /// <summary>Whether anything is kept back at all.</summary>
    public bool IsActive => keptBack.Count > 0;

    /// <summary>Of a task's options; a share of 0 keeps nothing back, any other at least one situation and never all.</summary>
    public static HoldOut For(TaskSpec task)
    {
        EnvironmentFactory.Check(task);
        if (task.Options.HoldOut == 0) return new HoldOut([]);
        string[] situations = [.. Situations.All(task)];
        int count = Math.Clamp((int)Math.Round(task.Options.HoldOut * situations.Length, MidpointRounding.AwayFromZero), 1, Math.Max(1, situations.Length - 1));
        return new HoldOut([.. situations.OrderBy(situation => StableHash.Of(situation, Salt)).Take(count)]);
    }

    /// <summary>Whether the situation of <paramref name="state"/> is kept back.</summary>
    public bool IsHeldOut(TaskState state) => keptBack.Count > 0 && keptBack.Contains(Situations.Of(state));
}
