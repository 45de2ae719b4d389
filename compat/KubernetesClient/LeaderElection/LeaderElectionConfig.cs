namespace k8s.LeaderElection;

/// <summary>The lock and the three times: RetryPeriod &lt; RenewDeadline &lt; LeaseDuration.</summary>
public class LeaderElectionConfig
{
    public LeaderElectionConfig(ILock @lock) => Lock = @lock;

    public ILock Lock { get; set; }

    /// <summary>How long the others wait after they last saw the record change before one of them takes over.</summary>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the leader tries to renew before it gives up leading.</summary>
    public TimeSpan RenewDeadline { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long everyone waits between tries.</summary>
    public TimeSpan RetryPeriod { get; set; } = TimeSpan.FromSeconds(2);
}
