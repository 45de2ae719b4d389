namespace RL4VLM.Models.Llava;

/// <summary>Sizes of the picture encoder (<c>vision_config</c>, model_type <c>clip_vision_model</c>).</summary>
/// <param name="HiddenAct"><c>quick_gelu</c> (CLIP) or <c>gelu</c>.</param>
public sealed record VisionTowerConfig(
    int HiddenSize, int IntermediateSize, int Layers, int Heads, int ImageSize, int PatchSize, string HiddenAct, double LayerNormEps)
{
    public int PatchesPerSide => ImageSize / PatchSize;

    public int Patches => PatchesPerSide * PatchesPerSide;

    public int HeadSize => HiddenSize / Heads;
}

/// <summary>Sizes of the language model (<c>text_config</c>, model_type <c>mistral</c> or <c>llama</c>).</summary>
/// <param name="HeadSize">hidden / heads unless <c>head_dim</c> says otherwise.</param>
/// <param name="SlidingWindow">Mistral's attention window; sequences longer than it are refused. Null: none.</param>
public sealed record DecoderConfig(
    string ModelType, int VocabularySize, int HiddenSize, int IntermediateSize, int Layers, int Heads, int KeyValueHeads, int HeadSize,
    double RmsNormEps, double RopeTheta, int MaxPositions, int? SlidingWindow, bool TieEmbeddings);

/// <summary>A LLaVA-shaped model: picture encoder, two-layer projector, decoder (<c>model_type</c> <c>llava</c> or <c>llava_next</c>).</summary>
/// <param name="ImageTokenId">The placeholder whose embedding an image token replaces.</param>
/// <param name="FeatureLayer">Which hidden state of the tower is taken, as Hugging Face counts: 0 the embeddings, −1 the last layer's output, −2 the one before.</param>
/// <param name="DropClassToken"><c>vision_feature_select_strategy: default</c>.</param>
/// <param name="HasImageNewline">llava_next checkpoints carry a newline embedding, used only when a picture is tiled.</param>
public sealed record LlavaConfig(
    string ModelType, VisionTowerConfig Vision, DecoderConfig Text, int ImageTokenId, int FeatureLayer, bool DropClassToken,
    string ProjectorAct, bool ProjectorBias, bool HasImageNewline)
{
    /// <summary>How many placeholder tokens one picture fills.</summary>
    public int ImageTokens => Vision.Patches + (DropClassToken ? 0 : 1);

    /// <summary>Tower layers that must run to obtain the feature layer.</summary>
    public int VisionLayersUsed => FeatureLayer < 0 ? Vision.Layers + 1 + FeatureLayer : FeatureLayer;
}
