using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;
using RL4VLM.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace RL4VLM.Agents;

/// <summary>What stages of one run in one process share: the device, and policies in memory under the checkpoint they equal.
/// A cache only: with or without it a stage gives the same output. Not thread-safe.</summary>
public sealed class StageSession : IDisposable
{
    /// <summary>The policy, the reference of the KL term, and one being evaluated.</summary>
    private const int Capacity = 3;

    private static readonly string[] NotForThePolicy = ["optimizer.safetensors", "trainer_state.json"];

    // Least recently used first.
    private readonly List<(ArtifactName Checkpoint, PolicyModel Model)> policies = [];

    /// <summary>Sets the process up for the manifest: one thread for tiny models on a CPU, where more only get in each other's way,
    /// and wherever the run is to be deterministic.</summary>
    public void Prepare(RunManifest manifest)
    {
        if (manifest.Spec.Deterministic || (manifest.Spec.Model.Preset is not null && DeviceOf(manifest.Spec).type == DeviceType.CPU))
        {
            set_num_threads(1);
        }
    }

    /// <summary>How the manifest wants its model in memory.</summary>
    public ModelOptions Options(RunSpec spec) => new()
    {
        Device = DeviceOf(spec),
        Dtype = spec.Model.Dtype == DataType.Bfloat16 ? ScalarType.BFloat16 : ScalarType.Float32,
        BaseDirectory = spec.Model.Base is { } folder && Directory.Exists(folder) ? folder : null,
    };

    /// <summary>The policy of a committed checkpoint; it stays the session's: do not dispose it, do not change its weights.</summary>
    public async Task<PolicyModel> GetPolicyAsync(IArtifactStore store, ArtifactName checkpoint, RunManifest manifest, CancellationToken cancellation)
    {
        int known = policies.FindIndex(entry => entry.Checkpoint == checkpoint);
        if (known >= 0)
        {
            var entry = policies[known];
            policies.RemoveAt(known);
            policies.Add(entry);
            return entry.Model;
        }

        PolicyModel model = await LoadAsync(store, checkpoint, manifest, cancellation).ConfigureAwait(false);
        Put(checkpoint, model);
        return model;
    }

    /// <summary>The policy of a committed checkpoint, to be trained: it is the caller's from now on.</summary>
    public async Task<PolicyModel> TakePolicyAsync(IArtifactStore store, ArtifactName checkpoint, RunManifest manifest, CancellationToken cancellation)
    {
        int known = policies.FindIndex(entry => entry.Checkpoint == checkpoint);
        if (known < 0)
        {
            return await LoadAsync(store, checkpoint, manifest, cancellation).ConfigureAwait(false);
        }

        PolicyModel model = policies[known].Model;
        policies.RemoveAt(known);
        return model;
    }

    /// <summary>Hands over a policy whose weights are those saved as <paramref name="checkpoint"/>, bit for bit: the next stage need not
    /// load them. The session disposes it.</summary>
    public void Put(ArtifactName checkpoint, PolicyModel policy)
    {
        int known = policies.FindIndex(entry => entry.Checkpoint == checkpoint);
        if (known >= 0)
        {
            PolicyModel old = policies[known].Model;
            policies.RemoveAt(known);
            if (!ReferenceEquals(old, policy))
            {
                old.Dispose();
            }
        }

        policies.Add((checkpoint, policy));
        if (policies.Count > Capacity)
        {
            policies[0].Model.Dispose();
            policies.RemoveAt(0);
        }
    }

    public void Dispose()
    {
        foreach (var (_, model) in policies)
        {
            model.Dispose();
        }

        policies.Clear();
    }

    private async Task<PolicyModel> LoadAsync(IArtifactStore store, ArtifactName checkpoint, RunManifest manifest, CancellationToken cancellation)
    {
        Commit commit = await store.TryGetCommitAsync(checkpoint, cancellation).ConfigureAwait(false)
            ?? throw StageException.Corrupt($"{store.Location}/{checkpoint}", "was never committed; run the stage that makes it first");
        string[] files = [.. commit.Files.Select(file => file.Name).Except(NotForThePolicy)];
        string folder = await store.MaterializeAsync(checkpoint, files, cancellation).ConfigureAwait(false);
        return PolicyModel.Load(folder, Options(manifest.Spec));
    }

    private static Device DeviceOf(RunSpec spec)
    {
        bool cuda = spec.Model.Device != DeviceKind.Cpu && torch.cuda.is_available();
        if (spec.Model.Device == DeviceKind.Cuda && !cuda)
        {
            throw new StageException(ExitCodes.BadManifest, "spec.model.device: cuda, but this process sees no CUDA device; use auto or cpu");
        }

        return cuda ? CUDA : CPU;
    }
}
