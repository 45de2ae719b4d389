using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Running;

/// <summary>Shows a run to the person who started it.</summary>
public interface IRunDisplay : IProgress<StageProgress>
{
    /// <summary>Runs <paramref name="work"/> with the display up.</summary>
    Task ShowAsync(Func<Task> work);

    /// <param name="key">What starts.</param>
    /// <param name="done">Stages committed so far.</param>
    /// <param name="total">Stages of the whole run.</param>
    /// <param name="remaining">Estimate for the rest, null when unknown.</param>
    void Started(StageKey key, int done, int total, TimeSpan? remaining);

    void Finished(StageKey key, StageSummary summary, TimeSpan elapsed);
}
