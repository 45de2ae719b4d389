using System.Text.Json;
using System.Text.Json.Serialization;
using RL4VLM.Core.Stages;

namespace RL4VLM.Core.Artifacts;

/// <summary>JSON of commits and stage summaries: camelCase, NaN and infinities as strings. Source-generated: no reflection at start-up.</summary>
public static class CommitJson
{
    public static byte[] Write(Commit commit) => JsonSerializer.SerializeToUtf8Bytes(commit, CommitJsonContext.Indented.Commit);

    /// <summary>One line of UTF-8.</summary>
    public static byte[] Write(StageSummary summary) => JsonSerializer.SerializeToUtf8Bytes(summary, CommitJsonContext.Default.StageSummary);

    /// <exception cref="StageException">65 when <paramref name="utf8"/> is no commit; <paramref name="source"/> names it.</exception>
    public static Commit ReadCommit(ReadOnlySpan<byte> utf8, string source)
    {
        Commit? commit = Read(utf8, source, CommitJsonContext.Default.Commit);
        if (commit is not { Attempt: not null, Files: not null, Summary: not null })
        {
            throw StageException.Corrupt(source, "is not a commit record");
        }

        return commit;
    }

    /// <exception cref="StageException">65 when <paramref name="utf8"/> is no summary; <paramref name="source"/> names it.</exception>
    public static StageSummary ReadSummary(ReadOnlySpan<byte> utf8, string source) =>
        Read(utf8, source, CommitJsonContext.Default.StageSummary) ?? throw StageException.Corrupt(source, "is not a stage summary");

    internal static byte[] WriteNames(IReadOnlyList<string> names) =>
        JsonSerializer.SerializeToUtf8Bytes(names, CommitJsonContext.Default.IReadOnlyListString);

    internal static IReadOnlyList<string> ReadNames(ReadOnlySpan<byte> utf8, string source) =>
        Read(utf8, source, CommitJsonContext.Default.IReadOnlyListString) ?? [];

    private static T? Read<T>(ReadOnlySpan<byte> utf8, string source, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(utf8, type);
        }
        catch (JsonException e)
        {
            throw StageException.Corrupt(source, $"is not valid JSON ({e.Message})", e.BytePositionInLine);
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Commit))]
[JsonSerializable(typeof(StageSummary))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class CommitJsonContext : JsonSerializerContext
{
    public static CommitJsonContext Indented { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
    });
}
