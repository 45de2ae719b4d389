using System.Text;

namespace RL4VLM.Cli.Output;

/// <summary>Files that people look at while they are renewed: there is the old one or the new one, whenever the writer is stopped.</summary>
internal static class WholeFile
{
    private static readonly UTF8Encoding NoMark = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes UTF-8; the folder is made when missing.</summary>
    public static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        string temporary = path + ".new";
        File.WriteAllText(temporary, text, NoMark);
        File.Move(temporary, path, overwrite: true);
    }
}
