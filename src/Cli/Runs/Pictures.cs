using RL4VLM.Core.Imaging;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Runs;

/// <summary>Picture files a person names.</summary>
internal static class Pictures
{
    /// <exception cref="StageException">64 when there is no such file, 65 when it is no PNG.</exception>
    public static RgbImage Load(string path)
    {
        if (!File.Exists(path)) throw new StageException(ExitCodes.Usage, $"{path}: there is no such file");
        try
        {
            return PngDecoder.Decode(File.ReadAllBytes(path));
        }
        catch (FormatException e)
        {
            throw StageException.Corrupt(path, $"is not a PNG picture this program reads: {e.Message}");
        }
    }
}
