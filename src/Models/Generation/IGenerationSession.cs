namespace RL4VLM.Models.Generation;

/// <summary>One generator run. The weights stand still meanwhile.</summary>
internal interface IGenerationSession : IDisposable
{
    GenerationStatistics Statistics { get; }

    /// <summary>Reads the prompts of new sequences and emits their first tokens.</summary>
    void Read(List<ActiveSequence> starting);

    /// <summary>Feeds every active sequence's last token in and emits its next.</summary>
    void Advance(List<ActiveSequence> active);
}
