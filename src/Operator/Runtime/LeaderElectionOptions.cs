namespace RL4VLM.Operator.Runtime;

/// <summary>Times of the leader election, the same for everyone who takes part.</summary>
public sealed record LeaderElectionOptions
{
    /// <summary>Others wait so long after the last renewal they saw.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The leader gives up after so long without a renewal.</summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The leader stops believing so long before others may take over: time for calls under way to land.</summary>
    public TimeSpan Margin { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>All times in the proportions of the defaults.</summary>
    /// <param name="leaseDuration">See <see cref="LeaseDuration"/>.</param>
    public static LeaderElectionOptions For(TimeSpan leaseDuration)
    {
        var defaults = new LeaderElectionOptions();
        double factor = leaseDuration / defaults.LeaseDuration;
        return new LeaderElectionOptions
        {
            LeaseDuration = leaseDuration, RenewDeadline = defaults.RenewDeadline * factor, RetryPeriod = defaults.RetryPeriod * factor, Margin = defaults.Margin * factor,
        };
    }

    /// <summary>For how long a renewal counts.</summary>
    public TimeSpan Term => LeaseDuration - Margin;
}
