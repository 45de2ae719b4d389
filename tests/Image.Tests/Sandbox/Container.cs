namespace RL4VLM.Image.Tests.Sandbox;

/// <summary>Runs a published layout as a kubelet would: read-only root, /tmp in memory, one writable volume, user 65532.</summary>
internal sealed class Container(string root, string layout, string data, IReadOnlyDictionary<string, string> environment)
{
    public const string Summary = "termination-log";

    // Mounts live in a namespace of their own and end with the process.
    private const string Script = """
        set -eu
        root=$1 layout=$2 data=$3; shift 3
        readonly_bind() { mount --bind "$1" "$2"; mount -o remount,bind,ro "$2"; }
        readonly_bind "$root" "$root"
        readonly_bind "$layout" "$root/app"
        mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
        mount -t tmpfs -o mode=755 tmpfs "$root/dev"
        for device in null zero full random urandom; do touch "$root/dev/$device"; mount --bind "/dev/$device" "$root/dev/$device"; done
        : >"$data/termination-log"; chmod 666 "$data/termination-log"
        touch "$root/dev/termination-log"; mount --bind "$data/termination-log" "$root/dev/termination-log"
        mount --rbind /proc "$root/proc"
        mount --bind "$data" "$root/data"
        for folder in "$root" "$root/app" "$root/usr" "$root/etc"; do
          if touch "$folder/probe" 2>/dev/null; then echo "$folder can be written to" >&2; exit 99; fi
        done
        exec chroot --userspec=65532:65532 "$root" "$@"
        """;

    /// <summary>Says what is missing where containers like this cannot be made.</summary>
    public static async Task RequireAsync()
    {
        Outcome outcome = await Shell.StartAsync("unshare", "--mount", "--propagation", "private", "sh", "-c", "mount -t tmpfs tmpfs /mnt");
        Assert.True(outcome.ExitCode == 0,
            $"This test runs the published programs in a chroot with a read-only root. It needs root and the right to mount (in a container: --privileged, or CAP_SYS_ADMIN and CAP_SYS_CHROOT): {outcome.Error}");
    }

    public Task<Outcome> RunAsync(params string[] command)
    {
        string[] variables = [.. environment.Select(one => $"{one.Key}={one.Value}")];
        return Shell.StartAsync("env", ["-i", "PATH=/usr/bin:/usr/sbin:/bin:/sbin", .. variables, "unshare", "--mount", "--propagation", "private", "sh", "-c", Script, "sh", root, layout, data, .. command]);
    }
}
