using RL4VLM.Agents;
using RL4VLM.Core.Stages;
using RL4VLM.Evaluator;
using RL4VLM.Learner;
using RL4VLM.Rollout;

namespace RL4VLM.Cli.Running;

/// <summary>The stages of the three programs, run in this process around one session.</summary>
public static class InProcessStages
{
    public static IReadOnlyDictionary<string, StageMain> With(StageSession session) => new Dictionary<string, StageMain>
    {
        [StageNames.Initialize] = (context, cancellation) => InitializeStage.RunAsync(context, session, cancellation),
        [StageNames.Demonstrate] = (context, cancellation) => DemonstrateStage.RunAsync(context, session, cancellation),
        [StageNames.Sft] = (context, cancellation) => SftStage.RunAsync(context, session, cancellation),
        [StageNames.Collect] = (context, cancellation) => CollectStage.RunAsync(context, session, cancellation),
        [StageNames.Ppo] = (context, cancellation) => PpoStage.RunAsync(context, session, cancellation),
        [StageNames.Evaluate] = (context, cancellation) => EvaluateStage.RunAsync(context, session, cancellation),
    };
}
