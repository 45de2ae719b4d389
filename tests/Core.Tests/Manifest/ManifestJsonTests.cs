using System.Text;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;

namespace RL4VLM.Core.Tests.Manifest;

public sealed class ManifestJsonTests
{
    [Fact]
    public void Every_default_is_written_out_and_read_back_the_same()
    {
        string json = ManifestJson.WriteText(Manifests.Valid(Manifests.Least));
        Assert.Contains("\"gaeLambda\": 0.95", json, StringComparison.Ordinal);
        Assert.Contains("\"fidelity\": \"corrected\"", json, StringComparison.Ordinal);
        Assert.Contains("\"path\": \"runs\"", json, StringComparison.Ordinal);
        Assert.DoesNotContain("null", json, StringComparison.Ordinal);
        Assert.Equal(json, ManifestJson.WriteText(ManifestJson.Read(Encoding.UTF8.GetBytes(json), "manifest.json")));
    }

    [Fact]
    public void Everything_a_manifest_can_say_survives()
    {
        string json = ManifestJson.WriteText(Manifests.Valid(FullManifest.Text));
        Assert.Equal(json, ManifestJson.WriteText(Manifests.Valid(json)));
        foreach (string part in FullManifest.Marks) Assert.Contains(part, json, StringComparison.Ordinal);
    }

    [Fact]
    public void Order_in_the_file_does_not_matter()
    {
        const string one = "metadata: {name: a, labels: {b: '1', a: '2'}}\nspec: {seed: 4, model: {preset: tiny}, tasks: [{name: blackjack}]}\nkind: RL4VLMRun\napiVersion: rl4vlm.io/v1alpha1";
        const string two = "apiVersion: rl4vlm.io/v1alpha1\nkind: RL4VLMRun\nspec: {tasks: [{name: blackjack, weight: 1.0}], model: {preset: tiny}, seed: 4.0}\nmetadata: {labels: {a: '2', b: '1'}, name: a}";
        Assert.Equal(ManifestJson.Write(Manifests.Valid(one)), ManifestJson.Write(Manifests.Valid(two)));
    }

    [Fact]
    public void A_stored_manifest_that_is_damaged_is_exit_65_and_names_the_object()
    {
        StageException error = Assert.Throws<StageException>(() => ManifestJson.Read("{\"kind\":"u8, "runs/a/manifest.json"));
        Assert.Equal(ExitCodes.CorruptInput, error.ExitCode);
        Assert.StartsWith("runs/a/manifest.json", error.Message, StringComparison.Ordinal);
    }
}
