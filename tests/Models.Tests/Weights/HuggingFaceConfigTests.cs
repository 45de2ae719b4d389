using System.Text;
using RL4VLM.Core.Stages;
using RL4VLM.Models.Weights;

namespace RL4VLM.Models.Tests.Weights;

public class HuggingFaceConfigTests
{
    private static HuggingFaceConfig Parse(string json) => HuggingFaceConfig.Parse(Encoding.UTF8.GetBytes(json));

    [Fact]
    public void ReadsThePublishedLayout()
    {
        HuggingFaceConfig config = HuggingFaceConfig.Load(Path.Combine(AppContext.BaseDirectory, "Fixtures", "llava-next-mistral"));
        Assert.Equal(("llava_next", 700, 701), (config.ModelType, config.ImageTokenIndex, config.PadTokenId!.Value));
        Assert.Equal((704, 64, 144, 3, 4, 2, 16), (config.Text.VocabularySize, config.Text.HiddenSize, config.Text.IntermediateSize, config.Text.LayerCount, config.Text.HeadCount, config.Text.KeyValueHeadCount, config.Text.HeadSize));
        Assert.Equal((1e6, 1e-5), (config.Text.RopeTheta, config.Text.RmsNormEpsilon));
        Assert.Null(config.Text.SlidingWindow);
        Assert.Equal((32, 56, 14, 16), (config.Vision.HiddenSize, config.Vision.ImageSize, config.Vision.PatchSize, config.Vision.PatchCount));
        Assert.Equal(5, config.ImageGridPinpoints!.Count);
    }

    [Fact]
    public void LeavesOutWhatTransformersDefaults()
    {
        HuggingFaceConfig llama = Parse("{\"model_type\":\"llava\",\"text_config\":{\"model_type\":\"llama\"}}");
        Assert.Equal((11008, 32, 2048, 1e4), (llama.Text.IntermediateSize, llama.Text.KeyValueHeadCount, llama.Text.MaxPositions, llama.Text.RopeTheta));
        Assert.Equal((336, 14, 576), (llama.Vision.ImageSize, llama.Vision.PatchSize, llama.ImageTokenCount));
        HuggingFaceConfig mistral = Parse("{\"model_type\":\"llava\",\"text_config\":{\"model_type\":\"mistral\"}}");
        Assert.Equal((14336, 8, 4096), (mistral.Text.IntermediateSize, mistral.Text.KeyValueHeadCount, mistral.Text.SlidingWindow!.Value));
    }

    [Fact]
    public void ReadsRotarySettingsOfTransformersFive() =>
        Assert.Equal(5e5, Parse("{\"model_type\":\"llava\",\"text_config\":{\"rope_parameters\":{\"rope_theta\":500000,\"rope_type\":\"default\"}}}").Text.RopeTheta);

    [Fact]
    public void WhatIsWrittenReadsBackEqual()
    {
        HuggingFaceConfig tiny = new()
        {
            Text = new TextConfig { VocabularySize = 500, HiddenSize = 64, IntermediateSize = 128, LayerCount = 2, HeadCount = 4, KeyValueHeadCount = 2, HeadSize = 16, MaxPositions = 512 },
            Vision = new VisionConfig { HiddenSize = 64, IntermediateSize = 128, LayerCount = 2, HeadCount = 4, ImageSize = 64, PatchSize = 16, ProjectionSize = 64 },
            ImageTokenIndex = 3, PadTokenId = 4, VisionFeatureLayer = -1, TieWordEmbeddings = true,
        };
        Assert.Equal(tiny, Parse(tiny.ToJson()));
        HuggingFaceConfig llama = tiny with { Text = tiny.Text with { ModelType = "llama", AttentionBias = true } };
        Assert.Equal(llama, Parse(llama.ToJson()));
    }

    [Theory]
    [InlineData("{\"model_type\":\"qwen9\"}", 78, "qwen9")]
    [InlineData("{}", 65, "model_type")]
    [InlineData("[]", 65, "JSON object")]
    [InlineData("{\"model_type\":\"llava\",\"text_config\":{\"rope_scaling\":{\"type\":\"yarn\",\"factor\":4}}}", 78, "yarn")]
    [InlineData("{\"model_type\":\"llava\",\"text_config\":{\"model_type\":\"phi\"}}", 78, "text_config.model_type")]
    [InlineData("{\"model_type\":\"llava\",\"text_config\":{\"hidden_size\":0}}", 65, "text_config.hidden_size")]
    [InlineData("{\"model_type\":\"llava\",\"text_config\":{\"num_attention_heads\":6,\"num_key_value_heads\":4,\"hidden_size\":48}}", 65, "num_key_value_heads")]
    [InlineData("{\"model_type\":\"llava\",\"vision_config\":{\"model_type\":\"siglip_vision_model\"}}", 78, "siglip")]
    [InlineData("{\"model_type\":\"llava\",\"vision_feature_layer\":[-2,-5]}", 78, "vision_feature_layer")]
    public void AMistakeNamesItsField(string json, int exitCode, string expected)
    {
        StageException error = Assert.Throws<StageException>(() => Parse(json));
        Assert.Equal(exitCode, error.ExitCode);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }
}
