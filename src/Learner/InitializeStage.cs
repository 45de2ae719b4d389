using RL4VLM.Agents;
using RL4VLM.Agents.Dialogues;
using RL4VLM.Agents.Episodes;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;
using RL4VLM.Core.Telemetry;
using RL4VLM.Learner.Checkpoints;
using RL4VLM.Models.Checkpoints;
using RL4VLM.Models.Convolutional;
using RL4VLM.Models.Tokenization;

namespace RL4VLM.Learner;

/// <summary>Makes checkpoint 0000: the tiny preset with a tokenizer trained on the tasks' own texts, the convolutional
/// baseline with an answer for every action, or a base checkpoint (with a new adapter).</summary>
public static class InitializeStage
{
    /// <summary>Most tokens of the tiny tokenizer; training stops earlier when every word is one token.</summary>
    private const int MaximumVocabulary = 1024;

    /// <summary>Hidden widths of the paper's value head (spec section 5.4).</summary>
    private static readonly int[] PaperValueHead = [1024, 512];

    public static Task<StageSummary> RunAsync(StageContext context, StageSession session, CancellationToken cancellation) =>
        CommittedStage.RunAsync(context, ArtifactName.Checkpoint(0), (folder, _) =>
        {
            var spec = context.Manifest.Spec;
            session.Prepare(context.Manifest);
            context.Report(StageNames.Initialize, 0, spec.Model.Base is { } name ? $"loading {name}" : "training the tokenizer");
            using var policy = spec.Model.Base is null ? CreatePreset(spec, session) : LoadBase(spec, session);
            using (StageSpans.Start(SpanNames.Checkpoint))
            {
                policy.Save(folder);
                new TrainerState(0, 0, 0, spec.Seed).Write(folder);
            }

            long parameters = policy.TrainableParameters().Sum(p => p.Tensor.NumberOfElements);
            return Task.FromResult(new StageSummary
            {
                Stage = StageNames.Initialize,
                Metrics = new Dictionary<string, double>
                {
                    [MetricNames.Train.Parameters] = parameters,
                    [MetricNames.Train.Vocabulary] = policy.Tokenizer.VocabularySize,
                },
            });
        }, cancellation);

    private static PolicyModel CreatePreset(RunSpec spec, StageSession session)
    {
        // A blank patch has to be zero after normalisation, or the tower never learns to read small print.
        var preset = TinyPreset.For(spec.Tasks.Select(task => task.Name));
        ulong seed = SeedMix.Of((ulong)spec.Seed, "weights");
        if (spec.Model.Preset == ModelPreset.Cnn)
            return CnnPolicy.Create(preset, [.. spec.Tasks.SelectMany(task => ActionAnswers.Of(task, spec.Fidelity)).Distinct()], seed, session.Options(spec));
        var corpus = spec.Tasks.SelectMany(task => TaskDialogues.For(task, spec.Fidelity).Corpus());
        var (tokenizer, config) = BpeTrainer.Train(corpus, MaximumVocabulary);
        return LlavaPolicy.CreateTiny(preset, tokenizer, config, seed, session.Options(spec) with { Lora = spec.Model.Lora });
    }

    private static PolicyModel LoadBase(RunSpec spec, StageSession session)
    {
        string folder = spec.Model.Base!;
        if (!Directory.Exists(folder))
            throw new StageException(ExitCodes.BadManifest, $"spec.model.base: there is no folder {folder}; give the path of a Hugging Face checkpoint folder");
        return LlavaPolicy.Load(folder, session.Options(spec) with
        {
            Lora = spec.Model.Lora,
            ValueHead = PaperValueHead,
            Seed = SeedMix.Of((ulong)spec.Seed, "weights"),
        });
    }
}
