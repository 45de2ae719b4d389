namespace RL4VLM.Environments.Rendering;

/// <summary>Draws the states of one task.</summary>
public interface IPainter
{
    /// <summary>Names everything but the state that the pictures depend on; pictures are shared between painters of one name.</summary>
    string Name { get; }

    /// <summary>Draws with Cairo; only <see cref="Pictures"/> calls this, one thread at a time.</summary>
    internal void Paint(Canvas canvas, TaskState state, Jitter jitter);
}
