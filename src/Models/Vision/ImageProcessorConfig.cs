using System.Text.Json;
using System.Text.Json.Nodes;
using RL4VLM.Core.Stages;
using RL4VLM.Models.Weights;

namespace RL4VLM.Models.Vision;

/// <summary>Where a picture is resized to.</summary>
/// <param name="ShortestEdge">Pixels of the shorter side, the other in proportion; null when both sides are given.</param>
/// <param name="Height">Pixels down, with <paramref name="Width"/>.</param>
/// <param name="Width">Pixels across, with <paramref name="Height"/>.</param>
public sealed record ImageSize(int? ShortestEdge, int? Height, int? Width);

/// <summary><c>preprocessor_config.json</c> of the CLIP and LLaVA families, with their defaults.</summary>
public sealed record ImageProcessorConfig
{
    private static readonly double[] ClipMean = [0.48145466, 0.4578275, 0.40821073];
    private static readonly double[] ClipDeviation = [0.26862954, 0.26130258, 0.27577711];

    /// <summary>The class transformers loads, for example CLIPImageProcessor.</summary>
    public string ImageProcessorType { get; init; } = "CLIPImageProcessor";

    public string? ProcessorClass { get; init; }

    public bool DoResize { get; init; } = true;

    public ImageSize Size { get; init; } = new(224, null, null);

    public ResamplingFilter Resample { get; init; } = ResamplingFilter.Bicubic;

    public bool DoCenterCrop { get; init; } = true;

    /// <summary>Pixels; a smaller picture is padded with zeros around it.</summary>
    public (int Height, int Width) CropSize { get; init; } = (224, 224);

    public bool DoRescale { get; init; } = true;

    public double RescaleFactor { get; init; } = 1.0 / 255;

    public bool DoNormalize { get; init; } = true;

    /// <summary>Per channel, after rescaling. Equal to the background colour it makes empty patches zero.</summary>
    public IReadOnlyList<double> Mean { get; init; } = ClipMean;

    public IReadOnlyList<double> Deviation { get; init; } = ClipDeviation;

    /// <summary>A square view of the given side: no crop, the whole picture is resized to it.</summary>
    /// <param name="side">Pixels.</param>
    /// <param name="mean">Per channel in 0–1, for example the background colour.</param>
    /// <param name="deviation">Per channel.</param>
    public static ImageProcessorConfig Square(int side, IReadOnlyList<double> mean, IReadOnlyList<double> deviation) => new()
    {
        ProcessorClass = "LlavaProcessor", Size = new ImageSize(side, null, null), CropSize = (side, side), Mean = mean, Deviation = deviation,
    };

    /// <exception cref="StageException">78: no such file; 65: not JSON or fields of the wrong kind.</exception>
    public static ImageProcessorConfig Load(string directory)
    {
        string path = Path.Combine(directory, "preprocessor_config.json");
        return File.Exists(path) ? Parse(File.ReadAllBytes(path), path) : throw new StageException(ExitCodes.BadManifest, $"{path}: no such file; a vision-language checkpoint needs one");
    }

    /// <inheritdoc cref="Load"/>
    public static ImageProcessorConfig Parse(byte[] json, string name = "preprocessor_config.json") =>
        StrictJson.Read(json, name, root => new ImageProcessorConfigReader(root, name).Read());

    /// <summary>The file's contents.</summary>
    public string ToJson()
    {
        var size = new JsonObject();
        if (Size.ShortestEdge is { } edge) size["shortest_edge"] = edge;
        if (Size.Height is { } height) size["height"] = height;
        if (Size.Width is { } width) size["width"] = width;
        var json = new JsonObject
        {
            ["image_processor_type"] = ImageProcessorType,
            ["processor_class"] = ProcessorClass,
            ["do_convert_rgb"] = true,
            ["do_resize"] = DoResize,
            ["size"] = size,
            ["resample"] = (int)Resample,
            ["do_center_crop"] = DoCenterCrop,
            ["crop_size"] = new JsonObject { ["height"] = CropSize.Height, ["width"] = CropSize.Width },
            ["do_rescale"] = DoRescale,
            ["rescale_factor"] = RescaleFactor,
            ["do_normalize"] = DoNormalize,
            ["image_mean"] = new JsonArray([.. Mean.Select(value => (JsonNode)value)]),
            ["image_std"] = new JsonArray([.. Deviation.Select(value => (JsonNode)value)]),
        };
        if (ProcessorClass is null) json.Remove("processor_class");
        return json.ToJsonString(new JsonSerializerOptions { WriteIndented = true, NewLine = "\n" }) + "\n";
    }
}
