using System.Text.Json;
using RL4VLM.Core.Stages;

namespace RL4VLM.Models.Vision;

/// <summary>Reads preprocessor_config.json; sizes may be whole numbers, as older files write them.</summary>
internal sealed class ImageProcessorConfigReader(JsonElement root, string file)
{
    /// <summary>A bound against configurations that ask for absurd pictures.</summary>
    private const int LargestSide = 16_384;

    public ImageProcessorConfig Read()
    {
        if (root.ValueKind != JsonValueKind.Object) throw StageException.Corrupt(file, "expected a JSON object");
        var defaults = new ImageProcessorConfig();
        ImageProcessorConfig config = defaults with
        {
            ImageProcessorType = Text("image_processor_type") ?? Text("feature_extractor_type") ?? defaults.ImageProcessorType,
            ProcessorClass = Text("processor_class"),
            DoResize = Flag("do_resize", defaults.DoResize),
            Size = ReadSize() ?? defaults.Size,
            Resample = ReadFilter() ?? defaults.Resample,
            DoCenterCrop = Flag("do_center_crop", defaults.DoCenterCrop),
            CropSize = ReadCrop() ?? defaults.CropSize,
            DoRescale = Flag("do_rescale", defaults.DoRescale),
            RescaleFactor = Number("rescale_factor") ?? defaults.RescaleFactor,
            DoNormalize = Flag("do_normalize", defaults.DoNormalize),
            Mean = Channels("image_mean") ?? defaults.Mean,
            Deviation = Channels("image_std") ?? defaults.Deviation,
        };
        if (config.Deviation.Any(value => value == 0)) throw StageException.Corrupt(file, "image_std must not hold 0");
        return config;
    }

    private ImageSize? ReadSize()
    {
        if (!TryGet("size", out JsonElement size)) return null;
        if (size.ValueKind == JsonValueKind.Number) return new ImageSize(Side(size, "size"), null, null);
        int? shortest = Side(size, "size", "shortest_edge"), height = Side(size, "size", "height"), width = Side(size, "size", "width");
        if (size.TryGetProperty("longest_edge", out JsonElement longest) && longest.ValueKind != JsonValueKind.Null)
            throw new StageException(ExitCodes.BadManifest, $"{file}: size.longest_edge is not supported; give shortest_edge, or height and width");
        if (shortest is not null && height is null && width is null) return new ImageSize(shortest, null, null);
        if (shortest is null && height is not null && width is not null) return new ImageSize(null, height, width);
        throw StageException.Corrupt(file, "size must hold either shortest_edge, or height and width");
    }

    private (int Height, int Width)? ReadCrop()
    {
        if (!TryGet("crop_size", out JsonElement crop)) return null;
        if (crop.ValueKind == JsonValueKind.Number) return (Side(crop, "crop_size"), Side(crop, "crop_size"));
        return Side(crop, "crop_size", "height") is { } height && Side(crop, "crop_size", "width") is { } width
            ? (height, width) : throw StageException.Corrupt(file, "crop_size must hold height and width");
    }

    private ResamplingFilter? ReadFilter()
    {
        if (!TryGet("resample", out JsonElement value)) return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && Enum.IsDefined((ResamplingFilter)number)
            ? (ResamplingFilter)number : throw StageException.Corrupt(file, "resample must be one of Pillow's filter numbers, 0 to 5");
    }

    private IReadOnlyList<double>? Channels(string field)
    {
        if (!TryGet(field, out JsonElement value)) return null;
        double[] values = value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number)
            ? value.EnumerateArray().Select(item => item.GetDouble()).ToArray()
            : [];
        return values.Length == 3 && values.All(double.IsFinite) ? values : throw StageException.Corrupt(file, $"{field} must be a list of three numbers");
    }

    private int? Side(JsonElement size, string field, string key)
    {
        if (size.ValueKind != JsonValueKind.Object) throw StageException.Corrupt(file, $"{field} must be a whole number or an object");
        return size.TryGetProperty(key, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? Side(value, $"{field}.{key}") : null;
    }

    private int Side(JsonElement value, string field) => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int side) && side is >= 1 and <= LargestSide
        ? side : throw StageException.Corrupt(file, $"{field} must be a whole number of pixels from 1 to {LargestSide}");

    private bool Flag(string field, bool otherwise) => !TryGet(field, out JsonElement value) ? otherwise : value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw StageException.Corrupt(file, $"{field} must be true or false"),
    };

    private double? Number(string field) => !TryGet(field, out JsonElement value) ? null
        : value.ValueKind == JsonValueKind.Number && double.IsFinite(value.GetDouble()) ? value.GetDouble() : throw StageException.Corrupt(file, $"{field} must be a number");

    private string? Text(string field) => !TryGet(field, out JsonElement value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString() : throw StageException.Corrupt(file, $"{field} must be a string");

    private bool TryGet(string field, out JsonElement value) => root.TryGetProperty(field, out value) && value.ValueKind != JsonValueKind.Null;
}
