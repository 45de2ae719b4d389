namespace k8s.LeaderElection;

/// <summary>Who leads and since when. Two records are equal when holder and times are.</summary>
public class LeaderElectionRecord
{
    public string HolderIdentity { get; set; }

    public int LeaseDurationSeconds { get; set; }

    public DateTime? AcquireTime { get; set; }

    public DateTime? RenewTime { get; set; }

    public int LeaderTransitions { get; set; }

    public override bool Equals(object obj) => obj?.GetType() == GetType() && Equals((LeaderElectionRecord)obj);

    public override int GetHashCode() => HashCode.Combine(HolderIdentity, AcquireTime, RenewTime);

    protected bool Equals(LeaderElectionRecord other) =>
        other is not null && (HolderIdentity, AcquireTime, RenewTime) == (other.HolderIdentity, other.AcquireTime, other.RenewTime);
}
