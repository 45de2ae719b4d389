using RL4VLM.Core.Stages;
using TorchSharp;
using static TorchSharp.torch;

namespace RL4VLM.Models.Llava;

/// <summary>
/// The model's weights by name, in a stable order. Names are those of transformers 5 in memory
/// (<c>model.vision_tower.…</c>, <c>model.multi_modal_projector.…</c>, <c>model.language_model.…</c>, <c>lm_head.weight</c>);
/// <see cref="CheckpointNames"/> translates the published layouts. Modules ask for their tensors here, so that
/// what is trained, saved and measured is always one and the same list.
/// </summary>
public sealed class ParameterSet : IDisposable
{
    private readonly List<string> order = [];
    private readonly Dictionary<string, Tensor> tensors = [];
    private readonly HashSet<string> shared = [];

    public IReadOnlyList<string> Names => order;

    public int Count => order.Count;

    public Tensor this[string name] => tensors.TryGetValue(name, out var tensor)
        ? tensor
        : throw StageException.Corrupt("model weights", $"the tensor {name} is missing");

    public bool Contains(string name) => tensors.ContainsKey(name);

    /// <summary>Takes ownership of <paramref name="tensor"/>.</summary>
    public void Add(string name, Tensor tensor)
    {
        tensors.Add(name, tensor.DetachFromDisposeScope());
        order.Add(name);
    }

    /// <summary>Uses a tensor that belongs to another set, which must live longer.</summary>
    public void AddShared(string name, Tensor tensor)
    {
        tensors.Add(name, tensor);
        order.Add(name);
        shared.Add(name);
    }

    public IEnumerable<(string Name, Tensor Tensor)> All() => order.Select(name => (name, tensors[name]));

    /// <summary>The weights that receive gradients.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> Trainable() => All().Where(entry => entry.Tensor.requires_grad);

    public void Dispose()
    {
        foreach (string name in order.Where(name => !shared.Contains(name)))
        {
            tensors[name].Dispose();
        }

        tensors.Clear();
        order.Clear();
    }
}
