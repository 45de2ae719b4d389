using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;

namespace RL4VLM.Models.Lora;

/// <summary>PEFT's <c>adapter_config.json</c>: what is read from it, and the document itself for writing it back unchanged.</summary>
public sealed class AdapterConfig
{
    private const string FileName = "adapter_config.json";

    private readonly JsonObject document;

    private AdapterConfig(JsonObject document) => this.document = document;

    public int Rank => document["r"]?.GetValue<int>() ?? 8;

    public double Alpha => document["lora_alpha"]?.GetValue<double>() ?? 8;

    public double Dropout => document["lora_dropout"]?.GetValue<double>() ?? 0;

    public string? BaseModel => document["base_model_name_or_path"]?.GetValue<string>();

    private bool RankStabilised => document["use_rslora"]?.GetValue<bool>() ?? false;

    /// <param name="json">The file's text.</param>
    /// <param name="file">Named in messages.</param>
    public static AdapterConfig Parse(string json, string file)
    {
        JsonObject document;
        try
        {
            document = JsonNode.Parse(json) as JsonObject ?? throw StageException.Corrupt(file, "not a JSON object");
        }
        catch (JsonException error)
        {
            throw StageException.Corrupt(file, $"not JSON: {error.Message}");
        }

        Refuse(document["peft_type"]?.ToString() is not (null or "LORA"), $"peft_type {document["peft_type"]}");
        foreach (string flag in new[] { "use_dora", "use_qalora", "use_bdlora", "fan_in_fan_out", "lora_bias" })
        {
            Refuse(document[flag] is JsonValue value && value.TryGetValue(out bool on) && on, flag);
        }

        Refuse(document["bias"]?.ToString() is not (null or "none"), $"bias {document["bias"]}");
        foreach (string list in new[] { "modules_to_save", "trainable_token_indices", "layer_replication", "target_parameters" })
        {
            Refuse(document[list] is JsonArray { Count: > 0 } or JsonObject { Count: > 0 }, list);
        }

        return new AdapterConfig(document);

        void Refuse(bool present, string what)
        {
            if (present)
            {
                throw new StageException(ExitCodes.CorruptInput, $"{file}: {what} is not implemented; only plain LoRA adapters are read");
            }
        }
    }

    /// <summary>A new adapter as the manifest asks for it.</summary>
    public static AdapterConfig Create(LoraSpec spec, string? baseModel)
    {
        var decoder = new List<string>();
        var vision = new List<string>();
        if (spec.Targets.Contains(LoraTarget.Attention))
        {
            decoder.AddRange(["q_proj", "k_proj", "v_proj", "o_proj"]);
            vision.AddRange(["q_proj", "k_proj", "v_proj", "out_proj"]);
        }

        if (spec.Targets.Contains(LoraTarget.Mlp))
        {
            decoder.AddRange(["gate_proj", "up_proj", "down_proj"]);
            vision.AddRange(["fc1", "fc2"]);
        }

        var alternatives = new List<string> { $@".*language_model.*\.(?:{string.Join('|', decoder)})" };
        if (spec.Projector)
        {
            alternatives.Add(@".*multi_modal_projector\.linear_[12]");
        }

        if (spec.Vision)
        {
            alternatives.Add($@".*vision_tower.*\.(?:{string.Join('|', vision)})");
        }

        return new AdapterConfig(new JsonObject
        {
            ["base_model_name_or_path"] = baseModel,
            ["bias"] = "none",
            ["fan_in_fan_out"] = false,
            ["inference_mode"] = true,
            ["init_lora_weights"] = true,
            ["lora_alpha"] = spec.Alpha,
            ["lora_dropout"] = spec.Dropout,
            ["peft_type"] = "LORA",
            ["r"] = spec.Rank,
            ["target_modules"] = $"(?:{string.Join('|', alternatives)})",
            ["task_type"] = "CAUSAL_LM",
            ["use_rslora"] = false,
        });
    }

    /// <summary>Factor on B A x for an adapter of this rank on this module.</summary>
    public double Scale(string module, int rank)
    {
        double alpha = Pattern("alpha_pattern", module) ?? Alpha;
        return RankStabilised ? alpha / Math.Sqrt(rank) : alpha / rank;
    }

    public int RankOf(string module) => (int)(Pattern("rank_pattern", module) ?? Rank);

    /// <summary>
    /// Whether a module is a target: a string is a regular expression that must match the whole name, a list holds endings;
    /// <c>all-linear</c> takes every projection.
    /// </summary>
    public bool Targets(string module) => document["target_modules"] switch
    {
        JsonArray endings => endings.Any(ending => IsEnding(module, ending!.GetValue<string>())),
        JsonValue value when value.GetValue<string>() is var pattern => pattern == "all-linear" || Matches($"^(?:{pattern})$", module),
        _ => throw StageException.Corrupt(FileName, "target_modules is missing"),
    };

    public string ToJson(string? baseModel)
    {
        var copy = document.DeepClone().AsObject();
        copy["base_model_name_or_path"] = baseModel ?? BaseModel;
        return copy.ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n";
    }

    private double? Pattern(string field, string module)
    {
        if (document[field] is not JsonObject patterns)
        {
            return null;
        }

        foreach (var (pattern, value) in patterns)
        {
            if (Matches($@"^(?:.*\.)?(?:{pattern})$", module))
            {
                return value!.GetValue<double>();
            }
        }

        return null;
    }

    private static bool IsEnding(string module, string ending) =>
        module == ending || module.EndsWith("." + ending, StringComparison.Ordinal);

    /// <summary>The expression comes from a file: a time limit keeps a hostile one from hanging the program.</summary>
    private static bool Matches(string pattern, string module) =>
        Regex.IsMatch(module, pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(2));
}
