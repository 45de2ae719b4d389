using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;

namespace RL4VLM.Operator.Jobs;

/// <summary>Deterministic names (design section 8): creating the same stage twice meets the first one.</summary>
public static class JobNames
{
    /// <summary>An Indexed Job's pods add <c>-</c> and their index, and the whole has to fit 63 characters.</summary>
    public const int MaximumLength = 57;

    private const int HashLength = 8;

    /// <summary><c>run-stage-iteration-hash</c>. The hash covers namespace, name, stage, iteration, task and workers, never the spec.</summary>
    public static string Of(string @namespace, string run, StageRequest request)
    {
        // collect always covers every worker: those that are done find their commit.
        string workers = request.Stage == StageNames.Collect ? "" : string.Join(',', request.Workers ?? []);
        string iteration = request.Iteration.ToString(CultureInfo.InvariantCulture);
        string hash = Hash($"{@namespace}/{run}|{request.Stage}|{iteration}|{request.Task}|{workers}");
        return $"{Cut(run, MaximumLength - request.Stage.Length - iteration.Length - HashLength - 3)}-{request.Stage}-{iteration}-{hash}";
    }

    /// <summary>Name of the ConfigMap with a manifest: one for every content, and none shared with an earlier run of the same name.</summary>
    public static string Snapshot(string run, string uid, ReadOnlySpan<byte> manifest) =>
        $"{Cut(run, 40)}-manifest-{Hash($"{uid}|{Convert.ToHexStringLower(SHA256.HashData(manifest))}")}";

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..HashLength];

    private static string Cut(string name, int length) => name.Length <= length ? name : name[..length].TrimEnd('-');
}
