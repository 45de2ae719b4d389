namespace k8s.Models;

public interface IMetadata<T>
{
    T Metadata { get; set; }
}

public interface ISpec<T>
{
    T Spec { get; set; }
}

public interface IStatus<T>
{
    T Status { get; set; }
}

/// <summary>A list of objects.</summary>
public interface IItems<T>
{
    IList<T> Items { get; set; }
}

public static class ItemsExt
{
    /// <summary>Lets a list be enumerated directly.</summary>
    public static IEnumerator<T> GetEnumerator<T>(this IItems<T> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return items.Items.GetEnumerator();
    }
}
