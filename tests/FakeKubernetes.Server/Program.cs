using System.CommandLine;
using System.Runtime.InteropServices;
using RL4VLM.FakeKubernetes.Authorization;
using RL4VLM.FakeKubernetes.Http;
using RL4VLM.FakeKubernetes.Storage;

var port = new Option<int>("--port") { Description = "Port on the loopback address; 0 takes a free one." };
var kubeconfig = new Option<FileInfo?>("--kubeconfig") { Description = "Writes a kubeconfig for the administrator, or for the user of --token, there." };
var token = new Option<string>("--token") { Description = "User of the kubeconfig, for example system:serviceaccount:NAMESPACE:NAME.", DefaultValueFactory = _ => Identities.AdminToken };
var rbac = new Option<FileInfo[]>("--rbac") { Description = "Files of roles and bindings; roles are then enforced.", AllowMultipleArgumentsPerToken = true };
var crd = new Option<FileInfo[]>("--crd") { Description = "Files of CustomResourceDefinitions.", AllowMultipleArgumentsPerToken = true };
var command = new RootCommand("A Kubernetes API server for tests: one process, nothing on disk.") { port, kubeconfig, token, rbac, crd };
command.SetAction(async (parsed, cancellation) =>
{
    FileInfo[] roles = parsed.GetValue(rbac) ?? [];
    await using FakeApiServer server = await FakeApiServer.StartAsync(new FakeApiServerOptions { Port = parsed.GetValue(port), Api = new ApiOptions { EnforceRoles = roles.Length > 0 } });
    foreach (FileInfo file in (FileInfo[])[.. parsed.GetValue(crd) ?? [], .. roles]) Manifests.Load(server.Store, await File.ReadAllTextAsync(file.FullName, cancellation));
    if (parsed.GetValue(kubeconfig) is { } target) await File.WriteAllTextAsync(target.FullName, server.Kubeconfig(parsed.GetValue(token)!), cancellation);

    // A test waits for this line.
    Console.WriteLine($"listening on {server.Address}");
    var stopped = new TaskCompletionSource();
    using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    await stopped.Task;
    return 0;

    void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        stopped.TrySetResult();
    }
});
return await command.Parse(args).InvokeAsync();
