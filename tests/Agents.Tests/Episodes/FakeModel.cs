using RL4VLM.Agents.Episodes;
using RL4VLM.Core.Imaging;
using RL4VLM.Core.Trajectories;
using RL4VLM.Models.Generation;
using RL4VLM.Models.Tokenization;
using RL4VLM.Models.Vision;

namespace RL4VLM.Agents.Tests.Episodes;

/// <summary>One token per character; 0 ends a sequence.</summary>
internal sealed class CharacterTokenizer : ITokenizer
{
    public int VocabularySize => 65536;

    public int? BosId => null;

    public int EosId => 0;

    public int PadId => 0;

    public string Hash => "characters";

    public int? TokenToId(string token) => token.Length == 1 ? token[0] : null;

    public string IdToToken(int id) => ((char)id).ToString();

    public Encoding Encode(string text, bool addSpecialTokens) => new([.. text.Select(c => (int)c)], [.. text.Select((_, i) => (i, i + 1))]);

    public string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens) => DecodeWithOffsets(ids).Text;

    public DecodedText DecodeWithOffsets(ReadOnlySpan<int> ids)
    {
        var text = new System.Text.StringBuilder();
        var offsets = new (int, int)[ids.Length];
        for (int i = 0; i < ids.Length; i++)
        {
            int start = text.Length;
            if (ids[i] != 0)
            {
                text.Append((char)ids[i]);
            }

            offsets[i] = (start, text.Length);
        }

        return new DecodedText(text.ToString(), offsets);
    }
}

internal sealed class FakeInput : IPolicyInput
{
    public int Processed { get; private set; }

    public int Prompted { get; private set; }

    public ITokenizer Tokenizer { get; } = new CharacterTokenizer();

    public int[] PromptIds(string prompt)
    {
        Prompted++;
        return Tokenizer.Encode(prompt, true).Ids;
    }

    public PixelValues Pixels(RgbImage image)
    {
        Processed++;
        return new PixelValues([.. image.Pixels.Select(p => (float)p)], image.Height, image.Width, ImageKey.Of(image));
    }
}

/// <summary>Answers requests from a script, taking the slots in an order of its own.</summary>
internal static class FakeGenerator
{
    /// <param name="source">Who asks.</param>
    /// <param name="answer">Text for a request; called once a request.</param>
    /// <param name="order">Shuffles which slot finishes next, as answers of different lengths do; null: round robin.</param>
    public static int Run(IRequestSource source, Func<GenerationRequest, string> answer, Random? order = null)
    {
        var waiting = new GenerationRequest?[source.Slots];
        int answered = 0;
        for (int slot = 0; slot < source.Slots; slot++)
        {
            waiting[slot] = source.Next(slot);
        }

        while (waiting.Any(request => request is not null))
        {
            int[] busy = [.. Enumerable.Range(0, waiting.Length).Where(slot => waiting[slot] is not null)];
            int chosen = busy[order?.Next(busy.Length) ?? answered % busy.Length];
            string text = answer(waiting[chosen]!);
            int[] ids = [.. text.Select(c => (int)c), 0];
            waiting[chosen] = null;
            source.Complete(chosen, new GenerationResult(ids, new float[ids.Length], 0.5f, FinishReason.Stop));
            answered++;
            waiting[chosen] = source.Next(chosen);
        }

        return answered;
    }
}
