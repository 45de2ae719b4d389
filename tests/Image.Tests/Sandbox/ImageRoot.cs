namespace RL4VLM.Image.Tests.Sandbox;

/// <summary>A folder that looks like an image's root without Docker: the files of its Debian packages, the .NET runtime, and nothing else of this system.</summary>
internal static class ImageRoot
{
    private static readonly string[] Merged = ["/bin/", "/sbin/", "/lib/", "/lib64/"];

    /// <param name="folder">Where the root is made.</param>
    /// <param name="packages">What the image installs.</param>
    /// <param name="frameworks">Shared frameworks of .NET, such as Microsoft.NETCore.App.</param>
    public static async Task CreateAsync(string folder, string[] packages, params string[] frameworks)
    {
        Directory.CreateDirectory(folder);
        string list = folder + ".files";
        // Debian's merged /usr: packages name /lib/x and /sbin/x, which are /usr/lib/x and /usr/sbin/x.
        await File.WriteAllLinesAsync(list, (await DebianPackages.FilesAsync(packages)).Select(path => Merged.Any(folder => path.StartsWith(folder, StringComparison.Ordinal)) ? "/usr" + path : path).Select(path => path[1..]));
        string dotnet = Path.GetDirectoryName(await DotnetAsync())!;
        await Shell.RunAsync($"""
            cd {folder}
            mkdir -p usr/bin usr/sbin usr/lib usr/lib64 usr/share/dotnet/shared app tmp data proc dev etc/alternatives
            ln -s usr/bin bin; ln -s usr/sbin sbin; ln -s usr/lib lib; ln -s usr/lib64 lib64
            tar -C / -cf - --no-recursion -T {list} | tar -xf -
            # What packages make when they are configured: alternatives (which BLAS), choices among font rules, the linker's cache.
            cp -a /etc/alternatives/. etc/alternatives/
            (cd / && find usr/lib -maxdepth 2 -lname '/etc/alternatives/*' -print0) | tar -C / --null -T - -cf - | tar -xf -
            [ ! -d etc/fonts ] || cp -a /etc/fonts/. etc/fonts/
            cp -a {dotnet}/host usr/share/dotnet/
            for framework in {string.Join(' ', frameworks)}; do cp -a {dotnet}/shared/$framework usr/share/dotnet/shared/; done
            printf 'root:x:0:0::/:/usr/sbin/nologin\nrl4vlm:x:65532:65532::/tmp:/usr/sbin/nologin\n' >etc/passwd
            printf 'root:x:0:\nrl4vlm:x:65532:\n' >etc/group
            ldconfig -r .
            """);
    }

    private static async Task<string> DotnetAsync() => (await Shell.RunAsync("readlink -f \"$(command -v dotnet)\"")).Trim();
}
