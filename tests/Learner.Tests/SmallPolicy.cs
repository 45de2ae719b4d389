using RL4VLM.Agents.Dialogues;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Trajectories;
using RL4VLM.Learner.Data;
using RL4VLM.Models.Checkpoints;
using RL4VLM.Models.Tokenization;

namespace RL4VLM.Learner.Tests;

/// <summary>A tiny policy and a few steps to train it on.</summary>
internal static class SmallPolicy
{
    public static LlavaPolicy Create(RunSpec spec)
    {
        var (tokenizer, config) = BpeTrainer.Train(TaskDialogues.For(spec.Tasks[0], Fidelity.Corrected).Corpus(), 300);
        return LlavaPolicy.CreateTiny(new TinyPreset(), tokenizer, config, 1);
    }

    /// <summary>Twelve one-step episodes whose answers are two to seven tokens long.</summary>
    public static List<TrainingStep> Steps(LlavaPolicy policy) =>
    [
        .. Enumerable.Range(0, 12).Select(i =>
        {
            int[] prompt = policy.BuildPromptIds($"at {i % 4}")[^9..];
            int[] answer = [.. Enumerable.Range(0, 2 + (i % 6)).Select(k => 5 + ((i + (3 * k)) % 200))];
            var record = new StepRecord
            {
                Image = [], PromptIds = prompt, OutputIds = answer, LogProbabilities = new float[answer.Length], ActionStart = 1, Reward = i % 3,
            };
            return new TrainingStep(record, null, prompt, "numberline", true, "test");
        }),
    ];

    public static float[] Weights(PolicyModel policy) => [.. policy.TrainableParameters().SelectMany(entry => entry.Tensor.detach().data<float>().ToArray())];
}
