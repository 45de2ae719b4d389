using RL4VLM.Agents;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;
using RL4VLM.Evaluator;

using var session = new StageSession();
return await new StageHost
{
    Program = "rl4vlm-evaluator",
    ReadManifest = ManifestReader.ReadFileOrThrow,
    Stages = new Dictionary<string, StageMain>
    {
        [StageNames.Evaluate] = (context, cancellation) => EvaluateStage.RunAsync(context, session, cancellation),
    },
}.RunAsync(args);
