using RL4VLM.Agents;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;
using RL4VLM.Rollout;

using var session = new StageSession();
return await new StageHost
{
    Program = "rl4vlm-rollout",
    ReadManifest = ManifestReader.ReadFileOrThrow,
    Stages = new Dictionary<string, StageMain>
    {
        [StageNames.Collect] = (context, cancellation) => CollectStage.RunAsync(context, session, cancellation),
        [StageNames.Demonstrate] = (context, cancellation) => DemonstrateStage.RunAsync(context, session, cancellation),
    },
}.RunAsync(args);
