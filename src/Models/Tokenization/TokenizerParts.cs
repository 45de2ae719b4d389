namespace RL4VLM.Models.Tokenization;

/// <summary>The steps a tokenizer.json describes; a null step does nothing.</summary>
internal sealed record TokenizerParts(
    AddedVocabulary Added, IPreTokenizer? PreTokenizer, BytePairModel Model, IPostProcessor? PostProcessor, IDecoder? Decoder);
