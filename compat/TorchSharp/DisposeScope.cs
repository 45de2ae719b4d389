namespace TorchSharp;

/// <summary>
/// Owns the disposables created while it is the innermost scope of its thread and disposes them when it ends.
/// Tensors are kept on an intrusive list, so that entering and leaving costs no hashing and no allocation.
/// </summary>
public sealed class DisposeScope : IDisposable
{
    [ThreadStatic] private static DisposeScope? current;

    private readonly HashSet<IDisposable> others = new(ReferenceEqualityComparer.Instance);
    private torch.Tensor? first;
    private int tensorCount;
    private bool disposed;

    internal DisposeScope()
    {
        OuterScope = current;
        current = this;
    }

    internal static DisposeScope? Current => current;

    internal DisposeScope? OuterScope { get; private set; }

    public int DisposablesCount => tensorCount + others.Count;

    public IReadOnlyList<IDisposable> DisposablesView
    {
        get
        {
            var all = new List<IDisposable>(DisposablesCount);
            for (var tensor = first; tensor is not null; tensor = tensor.NextInScope)
                all.Add(tensor);
            all.AddRange(others);
            return all;
        }
    }

    public bool Contains(IDisposable disposable) => disposable is torch.Tensor tensor ? tensor.OwningDisposeScope == this : others.Contains(disposable);

    public void Attach(IDisposable disposable) => MoveToOther(this, disposable);
    public void Attach(params IDisposable[] disposables) => MoveToOther(this, disposables);

    public T MoveToOuter<T>(T disposable) where T : IDisposable => MoveToOther(OuterScope, disposable);

    public (T1 first, T2 second) MoveToOuter<T1, T2>(T1 first, T2 second)
        where T1 : IDisposable where T2 : IDisposable => (MoveToOuter(first), MoveToOuter(second));

    public (T1 first, T2 second, T3 third) MoveToOuter<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable => (MoveToOuter(first), MoveToOuter(second), MoveToOuter(third));

    public void MoveToOuter(params IDisposable[] disposables) => MoveToOther(OuterScope, disposables);
    public void MoveToOuter(IEnumerable<IDisposable> disposables) => MoveToOther(OuterScope, disposables);

    public T MoveToOther<T>(DisposeScope? scope, T disposable) where T : IDisposable
    {
        if (disposable is torch.Tensor tensor)
        {
            tensor.OwningDisposeScope?.Remove(tensor);
            scope?.Add(tensor);
        }
        else
        {
            others.Remove(disposable);
            scope?.others.Add(disposable);
        }
        return disposable;
    }

    public void MoveToOther(DisposeScope? scope, params IDisposable[] disposables) => MoveToOther(scope, (IEnumerable<IDisposable>)disposables);

    public void MoveToOther(DisposeScope? scope, IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables)
            MoveToOther(scope, disposable);
    }

    public T Detach<T>(T disposable) where T : IDisposable => MoveToOther(null, disposable);

    public (T1 first, T2 second) Detach<T1, T2>(T1 first, T2 second)
        where T1 : IDisposable where T2 : IDisposable => (Detach(first), Detach(second));

    public void Detach(params IDisposable[] disposables) => MoveToOther(null, disposables);
    public void Detach(IEnumerable<IDisposable> disposables) => MoveToOther(null, disposables);

    public void DisposeEverything() => DisposeEverythingBut([]);

    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep)
    {
        var keep = new HashSet<IDisposable>(inKeep, ReferenceEqualityComparer.Instance);
        for (var tensor = first; tensor is not null;)
        {
            var next = tensor.NextInScope;
            if (keep.Count == 0 || !keep.Contains(tensor))
                tensor.Dispose();
            tensor = next;
        }
        foreach (var disposable in others.Where(o => !keep.Contains(o)).ToArray())
        {
            others.Remove(disposable);
            disposable.Dispose();
        }
    }

    public void DisposeEverythingBut(params IDisposable[] keep) => DisposeEverythingBut((IEnumerable<IDisposable>)keep);

    public T DisposeEverythingBut<T>(T keep) where T : IDisposable
    {
        DisposeEverythingBut([(IDisposable)keep]);
        return keep;
    }

    public void MarkAsDisposed(IDisposable disposable)
    {
        if (disposable is torch.Tensor tensor && tensor.OwningDisposeScope == this)
            Remove(tensor);
        else
            others.Remove(disposable);
    }

    /// <summary>Disposes what it owns and makes the enclosing scope the innermost one again.</summary>
    public void Dispose()
    {
        if (disposed)
            return;
        disposed = true;
        while (first is { } tensor)
            tensor.Dispose();
        DisposeEverything();
        if (current == this)
            current = OuterScope;
        else
            for (var scope = current; scope is not null; scope = scope.OuterScope)
                if (scope.OuterScope == this)
                    scope.OuterScope = OuterScope;
    }

    internal void Add(torch.Tensor tensor)
    {
        tensor.OwningDisposeScope = this;
        tensor.PreviousInScope = null;
        tensor.NextInScope = first;
        if (first is not null)
            first.PreviousInScope = tensor;
        first = tensor;
        tensorCount++;
    }

    internal void Remove(torch.Tensor tensor)
    {
        if (tensor.PreviousInScope is { } previous)
            previous.NextInScope = tensor.NextInScope;
        else
            first = tensor.NextInScope;
        if (tensor.NextInScope is { } next)
            next.PreviousInScope = tensor.PreviousInScope;
        tensor.OwningDisposeScope = null;
        tensor.PreviousInScope = tensor.NextInScope = null;
        tensorCount--;
    }
}
