using NJsonSchema;
using RL4VLM.Core.Manifest;

namespace RL4VLM.Core.Tests.Manifest;

public sealed class EditorSchemaTests
{
    private readonly JsonSchema _schema = JsonSchema.FromJsonAsync(GeneratedFiles.JsonSchema()).GetAwaiter().GetResult();

    [Theory]
    [InlineData(Manifests.Least)]
    [InlineData(FullManifest.Text)]
    public void It_accepts_what_validation_accepts(string text) => Assert.True(Accepts(ManifestJson.WriteText(Manifests.Valid(text))));

    [Theory]
    [InlineData("\"gamma\": 0.9", "\"gama\": 0.9")]
    [InlineData("\"gamma\": 0.9", "\"gamma\": 2")]
    [InlineData("\"clip\": 0.1", "\"clip\": 1")]
    [InlineData("\"seed\": 1", "\"seed\": 1.5")]
    [InlineData("\"seed\": 1", "\"seed\": \"1\"")]
    [InlineData("\"corrected\"", "\"exact\"")]
    [InlineData("\"name\": \"a\"", "\"name\": \"A\"")]
    [InlineData("\"kind\": \"RL4VLMRun\"", "\"kind\": \"Run\"")]
    [InlineData("\"kind\": \"RL4VLMRun\",", "")]
    public void It_rejects_what_validation_rejects(string from, string to)
    {
        string json = ManifestJson.WriteText(Manifests.Valid(Manifests.Least)).Replace(from, to, StringComparison.Ordinal);
        Assert.False(Accepts(json));
        Assert.False(ManifestReader.Read(json).IsValid);
    }

    private bool Accepts(string json) => _schema.Validate(json).Count == 0;
}
