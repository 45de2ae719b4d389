using System.Text.Json;
using System.Text.Unicode;
using RL4VLM.Core.Stages;

namespace RL4VLM.Models.Weights;

/// <summary>Parses the JSON files of a checkpoint folder; whatever is wrong with them is exit 65 naming the file.</summary>
internal static class StrictJson
{
    /// <exception cref="StageException">65: not UTF-8, not JSON, or text that is not Unicode.</exception>
    public static T Read<T>(byte[] json, string file, Func<JsonElement, T> read)
    {
        // Some editors put a byte order mark in front.
        ReadOnlyMemory<byte> content = json.AsSpan().StartsWith("\uFEFF"u8) ? json.AsMemory(3) : json;
        if (!Utf8.IsValid(content.Span)) throw StageException.Corrupt(file, "not UTF-8");
        try
        {
            using JsonDocument document = JsonDocument.Parse(content);
            return read(document.RootElement);
        }
        catch (JsonException error)
        {
            throw new StageException(ExitCodes.CorruptInput, $"{file}: not JSON, line {error.LineNumber + 1} byte {error.BytePositionInLine}", error);
        }
        catch (InvalidOperationException error)
        {
            // How System.Text.Json reports an escaped half of a surrogate pair.
            throw new StageException(ExitCodes.CorruptInput, $"{file}: a string is not valid Unicode", error);
        }
    }
}
