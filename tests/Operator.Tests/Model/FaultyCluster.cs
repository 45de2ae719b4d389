using System.Text.Json.Nodes;
using k8s.Models;
using RL4VLM.Operator.Reconciling;
using RL4VLM.Operator.Resources;
using RL4VLM.Operator.Runtime;

namespace RL4VLM.Operator.Tests.Model;

/// <summary>The operator dies here: between two calls, or with an answer under way.</summary>
internal sealed class OperatorKilled : Exception;

/// <summary>Calls that fail before or after they are carried out, and an operator that may die at any of them.</summary>
internal sealed class FaultyCluster(IRunCluster inner, Random random) : IRunCluster
{
    /// <summary>Chance of a failing call, and of a death, in a thousand.</summary>
    public int Faults { get; set; }

    public int StatusWrites { get; private set; }

    public int Writes { get; private set; }

    public Task<RunResource?> ReadRunAsync(ObjectKey run, CancellationToken cancellation) => Call(() => inner.ReadRunAsync(run, cancellation));

    public Task<RunResource?> TryPatchStatusAsync(RunResource run, JsonObject status, CancellationToken cancellation)
    {
        StatusWrites++;
        return Write(() => inner.TryPatchStatusAsync(run, status, cancellation));
    }

    public Task CreateSnapshotAsync(V1ConfigMap snapshot, CancellationToken cancellation) => Write(() => Void(inner.CreateSnapshotAsync(snapshot, cancellation)));

    public Task<V1Job> CreateJobAsync(V1Job job, CancellationToken cancellation) => Write(() => inner.CreateJobAsync(job, cancellation));

    public Task DeleteJobAsync(V1Job job, CancellationToken cancellation) => Write(() => Void(inner.DeleteJobAsync(job, cancellation)));

    public Task<bool> TryDeleteRunAsync(RunResource run, CancellationToken cancellation) => Write(() => inner.TryDeleteRunAsync(run, cancellation));

    private static async Task<bool> Void(Task task)
    {
        await task;
        return true;
    }

    private Task<T> Write<T>(Func<Task<T>> call)
    {
        Writes++;
        return Call(call);
    }

    private async Task<T> Call<T>(Func<Task<T>> call)
    {
        Throw();
        T result = await call();
        Throw();
        return result;
    }

    private void Throw()
    {
        if (random.Next(1000) < Faults) throw new OperatorKilled();
        if (random.Next(1000) < Faults) throw new HttpRequestException("the answer was lost");
    }
}
