using System.Text.Json;
using RL4VLM.Core.Stages;

namespace RL4VLM.Models.Tokenization;

/// <summary>What <c>tokenizer_config.json</c> adds to tokenizer.json.</summary>
public sealed record TokenizerSettings
{
    /// <summary>False: there is no tokenizer_config.json.</summary>
    public bool HasFile { get; init; }

    public string? BosToken { get; init; }

    public string? EosToken { get; init; }

    public string? PadToken { get; init; }

    /// <summary>Null: tokenizer.json's post-processor decides.</summary>
    public bool? AddBosToken { get; init; }

    public bool? AddEosToken { get; init; }

    public string? TokenizerClass { get; init; }

    /// <summary>The Jinja chat template, when there is one.</summary>
    public string? ChatTemplate { get; init; }

    /// <exception cref="StageException">65: not a JSON object.</exception>
    internal static TokenizerSettings Parse(byte[]? json, string name)
    {
        if (json is null) return new TokenizerSettings();
        return TokenizerJson.Read(json, name, file => Read(file.Element, name));
    }

    private static TokenizerSettings Read(JsonElement root, string name)
    {
        return new TokenizerSettings
        {
            HasFile = true,
            BosToken = Token(root, "bos_token", name),
            EosToken = Token(root, "eos_token", name),
            PadToken = Token(root, "pad_token", name),
            AddBosToken = Flag(root, "add_bos_token", name),
            AddEosToken = Flag(root, "add_eos_token", name),
            TokenizerClass = root.TryGetProperty("tokenizer_class", out JsonElement kind) && kind.ValueKind == JsonValueKind.String ? kind.GetString() : null,
            ChatTemplate = root.TryGetProperty("chat_template", out JsonElement template) && template.ValueKind == JsonValueKind.String ? template.GetString() : null,
        };
    }

    /// <summary>A special token is written as a string or as an object with its content.</summary>
    private static string? Token(JsonElement root, string field, string name)
    {
        if (!root.TryGetProperty(field, out JsonElement value) || value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("content", out JsonElement content)) value = content;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw StageException.Corrupt(name, $"{field} must be a string or an object with 'content'");
    }

    private static bool? Flag(JsonElement root, string field, string name) => !root.TryGetProperty(field, out JsonElement value) ? null : value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null => null,
        _ => throw StageException.Corrupt(name, $"{field} must be true or false"),
    };
}
