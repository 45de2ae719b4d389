namespace RL4VLM.Operator.Runtime;

/// <summary>What names an object of one kind; <see cref="Namespace"/> is empty for a cluster-scoped one.</summary>
public readonly record struct ObjectKey(string Namespace, string Name)
{
    public override string ToString() => $"{Namespace}/{Name}";
}
