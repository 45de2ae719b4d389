using RL4VLM.Models.Checkpoints;
using RL4VLM.Models.Generation;

namespace RL4VLM.Models.Tests.Checkpoints;

/// <summary>Seeded tiny models, pictures and prompts.</summary>
internal static class TinyModels
{
    private static readonly byte[] TokenizerJson = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", "llava-next-mistral", "tokenizer.json"));
    private static readonly byte[] TokenizerConfigJson = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", "llava-next-mistral", "tokenizer_config.json"));

    public static LlavaPolicy Create(ulong seed = 7, TinyPreset? preset = null, ModelOptions? options = null) =>
        LlavaPolicy.CreateTiny(preset ?? new TinyPreset(), TokenizerJson, TokenizerConfigJson, seed, options);

    public static float[] Picture(ulong seed, int side = 64)
    {
        var random = new SamplingRandom(seed);
        var pixels = new float[3 * side * side];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (float)((2 * random.NextDouble()) - 1);
        }

        return pixels;
    }

    public static string TemporaryFolder() => Directory.CreateTempSubdirectory("rl4vlm-test-").FullName;
}
