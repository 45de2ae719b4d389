using RL4VLM.Core.Stages;
using static RL4VLM.Core.Telemetry.AttributeNames;

namespace RL4VLM.Core.Telemetry;

/// <summary>Every span, attribute and metric; docs/telemetry.md is generated from it.</summary>
public static partial class TelemetryTable
{
    private static readonly string[] StageAttributes = [Run, AttributeNames.Stage, Iteration, Worker, AttributeNames.Task, ErrorType];

    public static IReadOnlyList<SpanDefinition> Spans { get; } =
    [
        new(SpanNames.IterationStart, "", "Begins the trace of an iteration, or of the setup (iteration 0), and ends at once. Links to the predecessor's.", [Run, Iteration]),
        new(SpanNames.Startup, SpanNames.IterationStart, "A stage's process from its start to its stage's: runtime, arguments, manifest, storage. Only in a process that was given `TRACEPARENT`.", StageAttributes),
        Stage(StageNames.Initialize, "Makes checkpoint 0000."),
        Stage(StageNames.Demonstrate, "Writes demonstrations."),
        Stage(StageNames.Sft, "Fine-tunes on the demonstrations."),
        Stage(StageNames.Collect, "One worker's trajectories."),
        Stage(StageNames.Ppo, "The update. Links to the collect span of every worker it trains on."),
        Stage(StageNames.Evaluate, "Plays one task with one checkpoint."),
        Operator(SpanNames.Job, "From the decision that a stage is due until its Job exists: status write and create call.", []),
        Operator(SpanNames.Queue, "From the Job's creation (a further pod: from the end of the one before) until the pod has a node. Waiting for Kueue is part of it.",
            [Worker, KubernetesPod]),
        Operator(SpanNames.PodStart, "From the pod's node until the stage's container has started: volumes, images, environments' servers.", [Worker, KubernetesPod]),
        Operator(SpanNames.Status, "From the end of the stage's last container until the status is written.", []),
        new(SpanNames.Load, "stages", "Reads and verifies a checkpoint's or the shards' files into memory.", [Artifact]),
        new(SpanNames.Play, SpanNames.Stage(StageNames.Evaluate), "The episodes of one mode.", [Mode]),
        new(SpanNames.Episode, $"{SpanNames.Stage(StageNames.Collect)}, {SpanNames.Play}", "One episode of every so many, at most some tens for a task; the others make no span.",
            [AttributeNames.Task, EpisodeIndex, EpisodeSteps, EpisodeReturn, EpisodeSuccess]),
        new(SpanNames.Generation("{gen_ai.request.model}"), $"{SpanNames.Stage(StageNames.Collect)}, {SpanNames.Play}",
            "Answers of the continuous batch, as many as there are environments (more, once there are many spans). Links to the episodes with a span that it serves.",
            [GenAiOperation, GenAiProvider, GenAiModel, GenAiTemperature, GenAiMaxTokens, GenAiInputTokens, GenAiOutputTokens, GenAiFinishReasons, Answers]),
        new(SpanNames.Advantage, SpanNames.Stage(StageNames.Ppo), "Log-probabilities, values and advantages before the first update.", []),
        new(SpanNames.Epoch, $"{SpanNames.Stage(StageNames.Sft)}, {SpanNames.Stage(StageNames.Ppo)}", "One pass over the steps.", [Epoch]),
        new(SpanNames.Checkpoint, "stages of the learner", "Writes the checkpoint's files.", []),
        new(SpanNames.Commit, "stages", "Hashes, uploads and commits the artifact.", [Artifact]),
    ];

    public static IReadOnlyList<AttributeDefinition> Attributes { get; } =
    [
        new(Run, "string", "The run: `namespace/name`, locally `name`."),
        new(AttributeNames.Task, "string", "The task."),
        new(AttributeNames.Stage, "string", "The stage."),
        new(Iteration, "int", "The iteration; 0 for the setup and the SFT checkpoint's evaluation."),
        new(Worker, "int", "collect: the worker."),
        new(Artifact, "string", "Path of the artifact below the run."),
        new(Mode, "string", "`sampled` or `greedy`."),
        new(Epoch, "int", "From 1."),
        new(EpisodeIndex, "int", "Number of the episode in start order."),
        new(EpisodeSteps, "int", "Steps it took."),
        new(EpisodeReturn, "double", "Undiscounted sum of rewards."),
        new(EpisodeSuccess, "boolean", "Whether the return is above 0."),
        new(Answers, "int", "Answers delivered in the span."),
        new(KubernetesJob, "string", "Of the operator's spans: the stage's Job."),
        new(KubernetesPod, "string", "Of the operator's spans: the pod that waited or started."),
        new(ErrorType, "string", "The exit code of a stage that failed."),
        new(GenAiOperation, "string", $"`{GenAi.Operation}`."),
        new(GenAiProvider, "string", $"`{GenAi.Provider}`."),
        new(GenAiModel, "string", "The preset, or the base checkpoint's last path segment."),
        new(GenAiTemperature, "double", "Sampling temperature; 0 is greedy."),
        new(GenAiMaxTokens, "int", "Most tokens of an answer."),
        new(GenAiInputTokens, "int", "Prompt tokens, placeholders of the picture included."),
        new(GenAiOutputTokens, "int", "Tokens emitted."),
        new(GenAiFinishReasons, "string[]", "Those that occurred: `stop`, `length`."),
    ];

    private static SpanDefinition Operator(string name, string description, IReadOnlyList<string> more) =>
        new(name, SpanNames.IterationStart, description, [Run, AttributeNames.Stage, Iteration, AttributeNames.Task, KubernetesJob, .. more]);

    private static SpanDefinition Stage(string stage, string description) => new(SpanNames.Stage(stage), SpanNames.IterationStart, description, StageAttributes);
}
