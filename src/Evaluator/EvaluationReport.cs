using System.Text.Json;
using System.Text.Json.Serialization;

namespace RL4VLM.Evaluator;

/// <summary>evaluation.json.</summary>
/// <param name="Checkpoint">The checkpoint's folder name, for example <c>0025</c>.</param>
/// <param name="Task">Task name.</param>
/// <param name="Sampled">At <c>evaluation.temperature</c>.</param>
/// <param name="Greedy">At temperature 0.</param>
/// <param name="RollingWindow">With <c>fidelity: paper</c>, the paper's own figure; null before the first iteration.</param>
public sealed record EvaluationReport(string Checkpoint, string Task, EvaluationResult Sampled, EvaluationResult Greedy, RollingWindow? RollingWindow)
{
    public const string FileName = "evaluation.json";

    public const string EpisodesFileName = "episodes.msgpack";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };

    public byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    public static EvaluationReport Parse(ReadOnlySpan<byte> utf8) =>
        JsonSerializer.Deserialize<EvaluationReport>(utf8, Json) ?? throw new JsonException("evaluation.json holds null");
}
