namespace RL4VLM.FakeKubernetes.Controllers.Pods;

/// <summary>Which images can be pulled: all but those removed. Thread-safe.</summary>
public sealed class ImageRegistry
{
    private readonly Lock gate = new();
    private readonly HashSet<string> missing = [];

    internal event Action? Restored;

    /// <summary>From now on a pull of the image fails: ErrImagePull, then ImagePullBackOff.</summary>
    public void Remove(string image)
    {
        lock (gate) missing.Add(image);
    }

    public void Restore(string image)
    {
        lock (gate) missing.Remove(image);
        Restored?.Invoke();
    }

    public bool Has(string image)
    {
        lock (gate) return !missing.Contains(image);
    }
}
