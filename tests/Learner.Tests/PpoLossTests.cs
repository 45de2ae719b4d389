using RL4VLM.Learner.Ppo;
using TorchSharp;
using static TorchSharp.torch;

namespace RL4VLM.Learner.Tests;

public sealed class PpoLossTests
{
    [Fact]
    public void EqualsTheReferenceOnEveryRecording()
    {
        int rows = 0;
        foreach (var row in Recordings.Rows("ppo_loss.jsonl"))
        {
            using var scope = NewDisposeScope();
            double clip = row.GetProperty("clip_param").GetDouble();
            float action = PpoLoss.Policy(Scalar("new_log_prob"), Scalar("old_log_prob"), Scalar("advantage"), clip).item<float>();
            float value = PpoLoss.Value(Scalar("value"), Scalar("old_value"), Scalar("return_"), clip).item<float>();
            AssertClose(row.GetProperty("action_loss").GetDouble(), action);
            AssertClose(row.GetProperty("value_loss").GetDouble(), value);
            AssertClose(row.GetProperty("total_loss").GetDouble(), action + (row.GetProperty("value_loss_coef").GetDouble() * value));
            rows++;

            Tensor Scalar(string name) => tensor(new[] { row.GetProperty(name).GetSingle() });
        }

        Assert.True(rows >= 30, $"only {rows} recordings");
    }

    [Fact]
    public void AnExplodingRatioHasNoGradientAndNoNaN()
    {
        using var scope = NewDisposeScope();
        var logProbability = tensor(new[] { 200f, 3f }).requires_grad_(true);
        var loss = PpoLoss.Policy(logProbability, zeros(2), tensor(new[] { -1f, -1f }), 0.1);
        loss.sum().backward();
        Assert.All(loss.data<float>().ToArray(), v => Assert.True(float.IsFinite(v)));
        Assert.Equal([0f, 0f], logProbability.grad!.data<float>().ToArray());
    }

    private static void AssertClose(double expected, double actual) =>
        Assert.True(Math.Abs(expected - actual) <= 2e-5 * Math.Max(1, Math.Abs(expected)), $"expected {expected}, got {actual}");
}
