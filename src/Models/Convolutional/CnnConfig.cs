using System.Text.Json;
using System.Text.Json.Serialization;
using RL4VLM.Core.Stages;

namespace RL4VLM.Models.Convolutional;

/// <summary>config.json of the convolutional baseline: a picture in, a choice among whole answers out; no text is read or written.</summary>
public sealed record CnnConfig
{
    public const string ModelType = "rl4vlm_cnn";

    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true, NewLine = "\n", PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, RespectRequiredConstructorParameters = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    };

    [JsonPropertyName("model_type")]
    public string Type { get; init; } = ModelType;

    /// <summary>Side of the square picture, a multiple of 2 to the number of convolutions.</summary>
    public required int ImageSize { get; init; }

    /// <summary>Output channels of the 4×4 convolutions of stride 2, one after the other.</summary>
    public required int[] Channels { get; init; }

    /// <summary>Width of the layer that the action head and the value head read.</summary>
    public required int Hidden { get; init; }

    /// <summary>Answers to choose among.</summary>
    public required int Answers { get; init; }

    /// <summary>The baseline's sizes.</summary>
    /// <param name="answers">How many there are to choose among.</param>
    public static CnnConfig Create(int answers) => new() { ImageSize = 64, Channels = [16, 32, 64], Hidden = 128, Answers = answers };

    /// <summary>Side of what the last convolution gives.</summary>
    [JsonIgnore]
    public int LastSide => ImageSize >> Channels.Length;

    /// <exception cref="StageException">65: not such a file, or sizes that make no model.</exception>
    public static CnnConfig Parse(byte[] json, string file)
    {
        CnnConfig config;
        try
        {
            config = JsonSerializer.Deserialize<CnnConfig>(json, Layout) ?? throw new JsonException("it is null");
        }
        catch (JsonException error)
        {
            throw StageException.Corrupt(file, error.Message);
        }

        bool sound = config is { ImageSize: >= 8 and <= 1024, Channels.Length: >= 1 and <= 6, Hidden: >= 1 and <= 65536, Answers: >= 1 and <= 65536 }
            && config.Channels.All(channels => channels is >= 1 and <= 4096) && config.LastSide << config.Channels.Length == config.ImageSize;
        return sound ? config : throw StageException.Corrupt(file, "its sizes make no model (image_size, channels, hidden, answers)");
    }

    public byte[] ToJson() => [.. JsonSerializer.SerializeToUtf8Bytes(this, Layout), (byte)'\n'];

    /// <summary>Names and shapes of the weights, in order.</summary>
    internal IEnumerable<(string Name, long[] Shape)> Shapes()
    {
        int from = 3;
        for (int i = 0; i < Channels.Length; i++)
        {
            yield return ($"convolutions.{i}.weight", [Channels[i], from, CnnPolicy.Kernel, CnnPolicy.Kernel]);
            yield return ($"convolutions.{i}.bias", [Channels[i]]);
            from = Channels[i];
        }

        yield return ("hidden.weight", [Hidden, (long)from * LastSide * LastSide]);
        yield return ("hidden.bias", [Hidden]);
        yield return ("action_head.weight", [Answers, Hidden]);
        yield return ("action_head.bias", [Answers]);
        yield return ("value_head.weight", [1, Hidden]);
        yield return ("value_head.bias", [1]);
    }
}
