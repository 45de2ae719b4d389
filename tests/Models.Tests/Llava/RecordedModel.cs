using System.Text.Json;
using RL4VLM.Models.Checkpoints;
using RL4VLM.Models.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace RL4VLM.Models.Tests.Llava;

/// <summary>The recorded tiny LLaVA checkpoint and what transformers computed with it.</summary>
internal static class RecordedModel
{
    public static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Fixtures", "llava-next-mistral");

    private static readonly JsonDocument Document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "cases.json")));

    public static JsonElement Adapter => Document.RootElement.GetProperty("adapter");

    public static JsonElement Case(string name) =>
        Document.RootElement.GetProperty("cases").EnumerateArray().Single(entry => entry.GetProperty("name").GetString() == name);

    public static Dictionary<string, Tensor> Tensors(string file) =>
        WeightFiles.Read(Path.Combine(Folder, file)).ToDictionary(entry => entry.Name, entry => entry.Tensor);

    public static float[] Pixels(string name) => Floats(Tensors($"cases/{name}.safetensors")["pixel_values"]);

    public static float[] Floats(Tensor tensor) => tensor.detach().contiguous().data<float>().ToArray();

    public static int[] Integers(JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetInt32())];

    public static void Near(Tensor expected, Tensor actual, double tolerance, string what)
    {
        float[] e = Floats(expected), a = Floats(actual);
        Assert.True(e.Length == a.Length, $"{what}: {a.Length} values instead of {e.Length}");
        double worst = e.Zip(a, (x, y) => (double)Math.Abs(x - y)).Max();
        Assert.True(worst <= tolerance, $"{what}: differs by {worst}");
    }
}
