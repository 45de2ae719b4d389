using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using k8s.Exceptions;
using k8s.KubeConfigModels;

namespace k8s.Authentication;

/// <summary>Runs the command of a kubeconfig's <c>exec</c> section and reads the ExecCredential it prints.</summary>
internal static class ExecPlugin
{
    public static async Task<ExecCredentialResponse> RunAsync(ExternalExecution exec, CancellationToken cancellationToken)
    {
        using var process = Process(exec);
        try
        {
            process.Start();
        }
        catch (Exception failure) when (failure is Win32Exception or FileNotFoundException)
        {
            var hint = string.IsNullOrWhiteSpace(exec.InstallHint) ? "" : $" {exec.InstallHint.Trim()}";
            throw new KubeConfigException($"the kubeconfig's exec command '{exec.Command}' does not start: {failure.Message}.{hint}", failure);
        }
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(KubernetesClientConfiguration.ExecTimeout);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            return process.ExitCode == 0
                ? Parse(exec, await output.ConfigureAwait(false))
                : throw new KubeConfigException($"the exec command '{exec.Command}' ended with {process.ExitCode}: {(await errors.ConfigureAwait(false)).Trim()}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            throw new KubeConfigException($"the exec command '{exec.Command}' took longer than {KubernetesClientConfiguration.ExecTimeout.TotalSeconds:0} s");
        }
    }

    private static ExecCredentialResponse Parse(ExternalExecution exec, string output)
    {
        ExecCredentialResponse response;
        try
        {
            response = KubernetesJson.Deserialize<ExecCredentialResponse>(output);
        }
        catch (JsonException failure)
        {
            throw new KubeConfigException($"the exec command '{exec.Command}' printed no ExecCredential: {failure.Message}", failure);
        }
        if (response?.ApiVersion != exec.ApiVersion)
            throw new KubeConfigException($"the exec command '{exec.Command}' answered in apiVersion '{response?.ApiVersion}', the kubeconfig asks for '{exec.ApiVersion}'");
        return response.Status?.IsValid() is true
            ? response
            : throw new KubeConfigException($"the exec command '{exec.Command}' gave neither a token nor a client certificate with its key");
    }

    private static Process Process(ExternalExecution exec)
    {
        var start = new ProcessStartInfo(exec.Command, exec.Arguments ?? [])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        foreach (var variable in exec.EnvironmentVariables ?? [])
        {
            if (!variable.TryGetValue("name", out var name) || !variable.TryGetValue("value", out var value))
                throw new KubeConfigException($"the exec command '{exec.Command}' has an env entry without name or value");
            start.Environment[name] = value;
        }
        start.Environment["KUBERNETES_EXEC_INFO"] = JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["apiVersion"] = exec.ApiVersion,
            ["kind"] = "ExecCredential",
            ["spec"] = new Dictionary<string, bool> { ["interactive"] = false },
        });
        return new Process { StartInfo = start };
    }
}
