using System.Buffers.Binary;
using System.Text;
using RL4VLM.Core.Stages;
using RL4VLM.Models.Weights;

namespace RL4VLM.Models.Tests.Weights;

public sealed class SafetensorsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("safetensors").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string PathOf(string name) => Path.Combine(folder, name);

    [Fact]
    public void ReadsBackWhatItWrote()
    {
        float[] values = [0f, -0f, 1.5f, -2.25f, float.MaxValue, 1e-40f];
        SafetensorsWriter.Write(PathOf("a.safetensors"),
        [
            TensorToWrite.FromFloat32("w", [2, 3], values),
            TensorToWrite.FromFloat32("half", [3], [1f, 0.333251953125f, -65504f], TensorType.F16),
            TensorToWrite.FromFloat32("brain", [3], [1f, 1.00390625f, 1.01171875f], TensorType.BF16),
            TensorToWrite.FromInt64("step", [], [42]),
            new TensorToWrite("bytes", TensorType.U8, [3], new byte[] { 1, 2, 255 }),
            TensorToWrite.FromFloat32("empty", [0, 4], []),
        ]);
        using SafetensorsFile file = SafetensorsFile.Open(PathOf("a.safetensors"));
        Assert.Equal("pt", file.Metadata["format"]);
        Assert.Equal(["step", "empty", "w", "brain", "half", "bytes"], file.Tensors.Select(tensor => tensor.Name));
        Assert.Equal(values, file.ReadFloat32("w"));
        Assert.Equal([1f, 0.333251953125f, -65504f], file.ReadFloat32("half"));
        // Halfway cases go to the even neighbour.
        Assert.Equal([1f, 1f, 1.015625f], file.ReadFloat32("brain"));
        Assert.Equal([42L], file.ReadInt64("step"));
        Assert.Equal([1L, 2L, 255L], file.ReadInt64("bytes"));
        Assert.Empty(file.ReadFloat32("empty"));
        Assert.All(file.Tensors.Where(tensor => tensor.Type.Size() == 8), tensor => Assert.Equal(0, tensor.Offset % 8));
    }

    [Fact]
    public void TheSameTensorsInAnyOrderGiveTheSameBytes()
    {
        TensorToWrite[] tensors = [TensorToWrite.FromFloat32("b", [1], [1f]), TensorToWrite.FromFloat32("a", [1], [2f]), TensorToWrite.FromInt64("c", [1], [3])];
        SafetensorsWriter.Write(PathOf("1"), tensors);
        SafetensorsWriter.Write(PathOf("2"), tensors.Reverse());
        Assert.Equal(File.ReadAllBytes(PathOf("1")), File.ReadAllBytes(PathOf("2")));
    }

    [Theory]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8, "overlaps")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8, "gap")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 4, "past the file's end")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 8, "after the last tensor")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}", 8, "12 bytes")]
    [InlineData("{\"a\":{\"dtype\":\"X9\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8, "unknown dtype X9")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}", 8, "whole number")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,8]}}", 8, "beyond all bounds")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}", 8, "no range")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}", 8, "no data_offsets")]
    [InlineData("{\"a\":7}", 0, "must be object")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]},\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}", 0, "not JSON")]
    [InlineData("{\"a\":", 0, "not JSON")]
    [InlineData("[]", 0, "begin with '{'")]
    public void ADamagedHeaderIsReportedWithFileAndOffset(string header, int dataBytes, string expected)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + json.Length + dataBytes];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, json.Length);
        json.CopyTo(bytes, 8);
        StageException error = OpenBytes(bytes);
        Assert.Equal(ExitCodes.CorruptInput, error.ExitCode);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains("x.safetensors", error.Message, StringComparison.Ordinal);
        Assert.Contains("(offset ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 1, 2 }, "too few")]
    [InlineData(new byte[] { 255, 255, 255, 255, 255, 255, 255, 255 }, "at most")]
    [InlineData(new byte[] { 100, 0, 0, 0, 0, 0, 0, 0, 123, 125 }, "past the file's end")]
    public void ADamagedLengthIsReported(byte[] bytes, string expected) => Assert.Contains(expected, OpenBytes(bytes).Message, StringComparison.Ordinal);

    [Fact]
    public void EveryBitFlipInTheHeaderIsReadOrReported()
    {
        SafetensorsWriter.Write(PathOf("x.safetensors"), [TensorToWrite.FromFloat32("weight", [2, 2], [1, 2, 3, 4]), TensorToWrite.FromInt64("step", [1], [1])]);
        byte[] sound = File.ReadAllBytes(PathOf("x.safetensors"));
        for (int bit = 0; bit < (sound.Length - 24) * 8; bit++)
        {
            byte[] flipped = (byte[])sound.Clone();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(PathOf("x.safetensors"), flipped);
            try
            {
                SafetensorsFile.Open(PathOf("x.safetensors")).Dispose();
            }
            catch (StageException error)
            {
                Assert.Equal(ExitCodes.CorruptInput, error.ExitCode);
            }
        }
    }

    [Fact]
    public void ShardsAreReadThroughTheirIndex()
    {
        SafetensorsWriter.Write(PathOf("model-00001-of-00002.safetensors"), [TensorToWrite.FromFloat32("a", [1], [1f])]);
        SafetensorsWriter.Write(PathOf("model-00002-of-00002.safetensors"), [TensorToWrite.FromFloat32("b", [1], [2f])]);
        WriteIndex("{\"weight_map\":{\"a\":\"model-00001-of-00002.safetensors\",\"b\":\"model-00002-of-00002.safetensors\"}}");
        using CheckpointWeights weights = CheckpointWeights.Open(folder);
        Assert.Equal(["a", "b"], weights.Tensors.Select(tensor => tensor.Name));
        Assert.Equal([2f], weights.ReadFloat32("b"));
        Assert.False(weights.TryGet("c", out _));
    }

    [Theory]
    [InlineData("{\"weight_map\":{\"a\":\"../a.safetensors\"}}", "same folder")]
    [InlineData("{\"weight_map\":{\"a\":\"gone.safetensors\"}}", "missing")]
    [InlineData("{\"weight_map\":{\"z\":\"model-1.safetensors\"}}", "does not hold 'z'")]
    [InlineData("{}", "weight_map")]
    [InlineData("{", "not JSON")]
    public void AnIndexThatDoesNotFitIsReported(string index, string expected)
    {
        SafetensorsWriter.Write(PathOf("model-1.safetensors"), [TensorToWrite.FromFloat32("a", [1], [1f])]);
        WriteIndex(index);
        StageException error = Assert.Throws<StageException>(() => CheckpointWeights.Open(folder));
        Assert.Equal(ExitCodes.CorruptInput, error.ExitCode);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFolderWithoutWeightsIsTheManifestsMistake() =>
        Assert.Equal(ExitCodes.BadManifest, Assert.Throws<StageException>(() => CheckpointWeights.Open(folder)).ExitCode);

    private StageException OpenBytes(byte[] bytes)
    {
        File.WriteAllBytes(PathOf("x.safetensors"), bytes);
        return Assert.Throws<StageException>(() => SafetensorsFile.Open(PathOf("x.safetensors")));
    }

    private void WriteIndex(string json) => File.WriteAllText(PathOf("model.safetensors.index.json"), json);
}
