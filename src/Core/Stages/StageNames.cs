namespace RL4VLM.Core.Stages;

/// <summary>The stages' names as command lines, summaries and Jobs spell them.</summary>
public static class StageNames
{
    public const string Initialize = "initialize";
    public const string Demonstrate = "demonstrate";
    public const string Sft = "sft";
    public const string Collect = "collect";
    public const string Ppo = "ppo";
    public const string Evaluate = "evaluate";
}
