using RL4VLM.Core.Stages;
using RL4VLM.Models;
using RL4VLM.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace RL4VLM.Learner.Optimization;

/// <summary>Adam with global gradient clipping over a policy's trainable parameters; its state is part of a checkpoint.</summary>
public sealed class AdamOptimizer : IDisposable
{
    private readonly IReadOnlyList<(string Name, Tensor Tensor)> parameters;
    private readonly Tensor[] tensors;
    private readonly Tensor[] first;
    private readonly Tensor[] second;

    /// <summary>A fresh state over the parameters, in their given stable order.</summary>
    /// <param name="parameters">Leaf tensors with gradients.</param>
    public AdamOptimizer(IReadOnlyList<(string Name, Tensor Tensor)> parameters)
    {
        this.parameters = parameters;
        tensors = [.. parameters.Select(p => p.Tensor)];
        first = [.. tensors.Select(t => zeros_like(t, dtype: ScalarType.Float32).DetachFromDisposeScope())];
        second = [.. tensors.Select(t => zeros_like(t, dtype: ScalarType.Float32).DetachFromDisposeScope())];
    }

    /// <summary>Optimizer steps taken, over all iterations.</summary>
    public long Steps { get; private set; }

    /// <summary>Clips the gradients to <paramref name="maxGradNorm"/> and takes one step; parameters without a gradient stay. Gradients are cleared.</summary>
    /// <param name="learningRate">Rate of this step.</param>
    /// <param name="maxGradNorm">Largest global L2 norm; 0 or less: no clipping.</param>
    /// <param name="weightDecay">Decoupled weight decay, a share of the learning rate; not of gains and biases.</param>
    /// <returns>The global L2 norm before clipping.</returns>
    /// <exception cref="StageException">70 when a gradient is not finite; the parameters are untouched then.</exception>
    public double Step(double learningRate, double maxGradNorm, double weightDecay = 0)
    {
        using var inference = no_grad();
        var options = new AdamOptions(learningRate, WeightDecay: weightDecay, MaxGradientNorm: maxGradNorm > 0 ? maxGradNorm : null);
        double norm = Kernels.AdamStep(tensors, first, second, Steps + 1, options);
        if (!double.IsFinite(norm))
            throw new StageException(ExitCodes.Software, $"the gradient of {FirstNonFinite()} is not finite; the last checkpoint stands. Lower the learning rate or maxGradNorm.");
        Steps++;
        ClearGradients();
        return norm;
    }

    public void ClearGradients()
    {
        foreach (var tensor in tensors)
            tensor.grad = null;
    }

    /// <summary>Writes the moments as <c>exp_avg.NAME</c> and <c>exp_avg_sq.NAME</c>.</summary>
    public void Save(string path) => WeightFiles.Write(path, parameters
        .SelectMany((p, i) => new[] { ("exp_avg." + p.Name, first[i]), ("exp_avg_sq." + p.Name, second[i]) }));

    /// <summary>Restores what <see cref="Save"/> wrote.</summary>
    /// <exception cref="StageException">65 when the file does not belong to these parameters.</exception>
    public void Load(string path, long steps)
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        var stored = WeightFiles.Read(path).ToDictionary(entry => entry.Name, entry => entry.Tensor);
        for (int i = 0; i < tensors.Length; i++)
        {
            Restore(first[i], "exp_avg." + parameters[i].Name);
            Restore(second[i], "exp_avg_sq." + parameters[i].Name);
        }

        Steps = steps;

        void Restore(Tensor target, string name)
        {
            if (!stored.TryGetValue(name, out var value) || !value.shape.SequenceEqual(target.shape))
                throw StageException.Corrupt(path, $"{name} is missing or has another shape than the model's parameter");
            target.copy_(value);
        }
    }

    public void Dispose()
    {
        foreach (var tensor in first.Concat(second))
            tensor.Dispose();
    }

    private string FirstNonFinite()
    {
        foreach (var (name, tensor) in parameters)
        {
            if (tensor.grad is { } gradient && !gradient.isfinite().all().item<bool>())
                return name;
        }

        return "the loss";
    }
}
