namespace k8s.LeaderElection;

/// <summary>The record that candidates compete for. Creating and updating fail (false) when another was faster.</summary>
public interface ILock
{
    /// <summary>Who this candidate is.</summary>
    string Identity { get; }

    Task<LeaderElectionRecord> GetAsync(CancellationToken cancellationToken = default);

    Task<bool> CreateAsync(LeaderElectionRecord record, CancellationToken cancellationToken = default);

    Task<bool> UpdateAsync(LeaderElectionRecord record, CancellationToken cancellationToken = default);

    string Describe();
}
