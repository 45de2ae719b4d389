using RL4VLM.Models.Llava;

namespace RL4VLM.Models.Tests.Checkpoints;

public sealed class CheckpointNamesTests
{
    [Theory]
    [InlineData("language_model.model.layers.3.self_attn.q_proj.weight", "model.language_model.layers.3.self_attn.q_proj.weight")]
    [InlineData("model.layers.3.self_attn.q_proj.weight", "model.language_model.layers.3.self_attn.q_proj.weight")]
    [InlineData("model.language_model.layers.3.self_attn.q_proj.weight", "model.language_model.layers.3.self_attn.q_proj.weight")]
    [InlineData("language_model.lm_head.weight", "lm_head.weight")]
    [InlineData("lm_head.weight", "lm_head.weight")]
    [InlineData("model.embed_tokens.weight", "model.language_model.embed_tokens.weight")]
    [InlineData("model.norm.weight", "model.language_model.norm.weight")]
    [InlineData("vision_tower.vision_model.pre_layrnorm.bias", "model.vision_tower.pre_layrnorm.bias")]
    [InlineData("model.vision_tower.vision_model.pre_layrnorm.bias", "model.vision_tower.pre_layrnorm.bias")]
    [InlineData("model.vision_tower.pre_layrnorm.bias", "model.vision_tower.pre_layrnorm.bias")]
    [InlineData("model.vision_tower.vision_tower.vision_model.pre_layrnorm.bias", "model.vision_tower.pre_layrnorm.bias")]
    [InlineData("multi_modal_projector.linear_2.weight", "model.multi_modal_projector.linear_2.weight")]
    [InlineData("model.multi_modal_projector.linear_2.weight", "model.multi_modal_projector.linear_2.weight")]
    [InlineData("model.mm_projector.0.bias", "model.multi_modal_projector.linear_1.bias")]
    [InlineData("model.mm_projector.2.bias", "model.multi_modal_projector.linear_2.bias")]
    [InlineData("image_newline", "model.image_newline")]
    [InlineData("model.image_newline", "model.image_newline")]
    [InlineData("model.layers.0.self_attn.rotary_emb.inv_freq", null)]
    [InlineData("vision_tower.vision_model.embeddings.position_ids", null)]
    public void AllLayoutsMeetInOneName(string stored, string? expected) => Assert.Equal(expected, CheckpointNames.Canonical(stored));

    [Theory]
    [InlineData("language_model.model.layers.0.mlp.up_proj", "model.language_model.layers.0.mlp.up_proj")]
    [InlineData("model.language_model.layers.0.mlp.up_proj", "model.language_model.layers.0.mlp.up_proj")]
    [InlineData("model.vision_tower.encoder.layers.1.mlp.fc1", "model.vision_tower.encoder.layers.1.mlp.fc1")]
    [InlineData("vision_tower.vision_model.encoder.layers.1.mlp.fc1", "model.vision_tower.encoder.layers.1.mlp.fc1")]
    [InlineData("model.mm_projector.0", "model.multi_modal_projector.linear_1")]
    public void AdapterModulesMeetInOneName(string stored, string expected) => Assert.Equal(expected, CheckpointNames.CanonicalModule(stored));

    [Theory]
    [InlineData("model.language_model.layers.3.self_attn.q_proj.weight")]
    [InlineData("model.vision_tower.encoder.layers.0.mlp.fc1.bias")]
    [InlineData("model.multi_modal_projector.linear_1.bias")]
    [InlineData("lm_head.weight")]
    [InlineData("model.image_newline")]
    public void PublishedNamesReadBack(string name) => Assert.Equal(name, CheckpointNames.Canonical(CheckpointNames.Published(name)));
}
