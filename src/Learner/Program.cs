using RL4VLM.Agents;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;
using RL4VLM.Learner;

using var session = new StageSession();
return await new StageHost
{
    Program = "rl4vlm-learner",
    ReadManifest = ManifestReader.ReadFileOrThrow,
    Stages = new Dictionary<string, StageMain>
    {
        [StageNames.Initialize] = (context, cancellation) => InitializeStage.RunAsync(context, session, cancellation),
        [StageNames.Sft] = (context, cancellation) => SftStage.RunAsync(context, session, cancellation),
        [StageNames.Ppo] = (context, cancellation) => PpoStage.RunAsync(context, session, cancellation),
    },
}.RunAsync(args);
