using System.Text.Json;
using RL4VLM.Core.Stages;

namespace RL4VLM.Learner.Checkpoints;

/// <summary><c>trainer_state.json</c>: where training stood when the checkpoint was written.</summary>
/// <param name="Iteration">PPO iterations done.</param>
/// <param name="OptimizerSteps">Optimizer steps of PPO so far; Adam's bias correction and the warm-up go on from here.</param>
/// <param name="EnvironmentSteps">Environment steps trained on so far.</param>
/// <param name="Seed">The run's seed: shuffles are functions of (seed, iteration, epoch), so this is all the RNG state there is.</param>
public sealed record TrainerState(int Iteration, long OptimizerSteps, long EnvironmentSteps, long Seed)
{
    public const string FileName = "trainer_state.json";

    public const string OptimizerFileName = "optimizer.safetensors";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public void Write(string folder) => File.WriteAllText(Path.Combine(folder, FileName), JsonSerializer.Serialize(this, Json) + "\n");

    /// <exception cref="StageException">65 when the file is no trainer state.</exception>
    public static TrainerState Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        try
        {
            return JsonSerializer.Deserialize<TrainerState>(File.ReadAllBytes(path), Json)
                ?? throw StageException.Corrupt(path, "it is empty");
        }
        catch (JsonException e)
        {
            throw StageException.Corrupt(path, $"not a trainer state: {e.Message}", e.BytePositionInLine);
        }
    }
}
