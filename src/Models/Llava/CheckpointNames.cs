namespace RL4VLM.Models.Llava;

/// <summary>
/// Weight names of LLaVA checkpoints. Three layouts are in circulation: as published by Hugging Face,
/// as transformers 4.52 and later hold them in memory, and as the original LLaVA release wrote them.
/// Inside this program the in-memory names of transformers 5 are used throughout.
/// </summary>
public static class CheckpointNames
{
    private const string Decoder = "model.language_model.";
    private const string Vision = "model.vision_tower.";
    private const string Projector = "model.multi_modal_projector.";

    /// <summary>In-memory name of a stored weight; null for buffers that old versions stored and nobody needs.</summary>
    public static string? Canonical(string stored)
    {
        if (stored.EndsWith(".inv_freq", StringComparison.Ordinal) || stored.EndsWith(".position_ids", StringComparison.Ordinal))
        {
            return null;
        }

        foreach (var (prefix, replacement) in Prefixes)
        {
            if (stored.StartsWith(prefix, StringComparison.Ordinal))
            {
                return replacement + stored[prefix.Length..];
            }
        }

        return stored;
    }

    /// <summary>Module name of a PEFT key without <c>base_model.model.</c> and the <c>.lora_A…</c> tail, in-memory form.</summary>
    public static string CanonicalModule(string storedModule) =>
        Canonical(storedModule + ".")?.TrimEnd('.') ?? storedModule;

    /// <summary>The name under which Hugging Face publishes LLaVA weights; every version of transformers reads it.</summary>
    public static string Published(string canonical)
    {
        if (canonical.StartsWith(Decoder, StringComparison.Ordinal))
        {
            return "language_model.model." + canonical[Decoder.Length..];
        }

        if (canonical.StartsWith(Vision, StringComparison.Ordinal))
        {
            return "vision_tower.vision_model." + canonical[Vision.Length..];
        }

        if (canonical.StartsWith(Projector, StringComparison.Ordinal))
        {
            return "multi_modal_projector." + canonical[Projector.Length..];
        }

        return canonical switch
        {
            "lm_head.weight" => "language_model.lm_head.weight",
            "model.image_newline" => "image_newline",
            _ => canonical,
        };
    }

    /// <summary>Longest first where one is the beginning of another.</summary>
    private static readonly (string Prefix, string Replacement)[] Prefixes =
    [
        ("model.vision_tower.vision_tower.vision_model.", Vision),
        ("model.vision_tower.vision_tower.", Vision),
        ("model.vision_tower.vision_model.", Vision),
        ("vision_tower.vision_model.", Vision),
        ("vision_tower.", Vision),
        ("model.mm_projector.0.", Projector + "linear_1."),
        ("model.mm_projector.2.", Projector + "linear_2."),
        ("multi_modal_projector.", Projector),
        ("language_model.model.", Decoder),
        ("language_model.lm_head.", "lm_head."),
        ("model.layers.", Decoder + "layers."),
        ("model.embed_tokens.", Decoder + "embed_tokens."),
        ("model.norm.", Decoder + "norm."),
        ("image_newline", "model.image_newline"),
    ];
}
