using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using RL4VLM.Core.Imaging;

namespace RL4VLM.Models.Vision;

/// <summary>Pillow's <c>Image.resize</c> for 8-bit RGB, bit for bit: a horizontal pass, rounded to 8 bits, then a vertical one.</summary>
public static class Resampling
{
    /// <summary>Bytes a 16-byte load may reach beyond the last pixel it needs.</summary>
    private const int Slack = 32;

    /// <summary>Resizes a picture; the same picture when it has that size already.</summary>
    public static RgbImage Resize(RgbImage image, int width, int height, ResamplingFilter filter)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (image.Width == width && image.Height == height) return image;
        if (filter == ResamplingFilter.Nearest) return Nearest(image, width, height);
        byte[] pixels = image.Pixels;
        if (image.Width != width)
        {
            // Only the rows that the vertical pass reads are needed, which are all but for a few.
            var narrowed = new byte[width * image.Height * 3];
            Horizontal(pixels, image.Width, image.Height, narrowed, width, ResamplingCoefficients.Get(image.Width, width, filter));
            pixels = narrowed;
        }

        if (image.Height == height) return new RgbImage(width, height, pixels);
        var result = new byte[width * height * 3];
        Vertical(pixels, width * 3, result, ResamplingCoefficients.Get(image.Height, height, filter));
        return new RgbImage(width, height, result);
    }

    private static void Horizontal(byte[] source, int width, int height, byte[] target, int targetWidth, ResamplingCoefficients coefficients)
    {
        int stride = width * 3, targetStride = targetWidth * 3;
        if (!Avx2.IsSupported)
        {
            for (int y = 0; y < height; y++) HorizontalRow(source.AsSpan(y * stride, stride), target.AsSpan(y * targetStride, targetStride), coefficients);
            return;
        }

        // Taps are taken four at a time, so a row's last loads reach past it: the final rows run on a copy with room behind it.
        int reach = (coefficients.Groups * 4 * 3) + Slack, safeRows = Math.Max(0, height - 1 - (reach / stride));
        for (int y = 0; y < safeRows; y++) HorizontalRowAvx2(ref source[y * stride], target.AsSpan(y * targetStride, targetStride), coefficients);
        byte[] tail = ArrayPool<byte>.Shared.Rent(stride + reach);
        for (int y = safeRows; y < height; y++)
        {
            source.AsSpan(y * stride, stride).CopyTo(tail);
            HorizontalRowAvx2(ref tail[0], target.AsSpan(y * targetStride, targetStride), coefficients);
        }

        ArrayPool<byte>.Shared.Return(tail);
    }

    private static void HorizontalRow(ReadOnlySpan<byte> row, Span<byte> target, ResamplingCoefficients coefficients)
    {
        for (int x = 0; x < coefficients.First.Length; x++)
        {
            ReadOnlySpan<int> weights = coefficients.Weights.AsSpan(x * coefficients.MaximumTaps, coefficients.Taps[x]);
            int red = Half, green = Half, blue = Half, at = coefficients.First[x] * 3;
            foreach (int weight in weights)
            {
                red += row[at] * weight;
                green += row[at + 1] * weight;
                blue += row[at + 2] * weight;
                at += 3;
            }

            target[x * 3] = Clip(red);
            target[(x * 3) + 1] = Clip(green);
            target[(x * 3) + 2] = Clip(blue);
        }
    }

    /// <summary>The row must be readable for four-tap groups past its end; their weights there are zero.</summary>
    private static void HorizontalRowAvx2(ref byte row, Span<byte> target, ResamplingCoefficients coefficients)
    {
        Vector256<byte> spread = Vector256.Create(
            0, 0x80, 3, 0x80, 1, 0x80, 4, 0x80, 2, 0x80, 5, 0x80, 0x80, 0x80, 0x80, 0x80,
            6, 0x80, 9, 0x80, 7, 0x80, 10, 0x80, 8, 0x80, 11, 0x80, 0x80, 0x80, 0x80, (byte)0x80);
        ref short paired = ref MemoryMarshal.GetArrayDataReference(coefficients.Paired);
        int perOutput = coefficients.Groups * 32;
        for (int x = 0; x < coefficients.First.Length; x++)
        {
            ref byte pixel = ref Unsafe.Add(ref row, coefficients.First[x] * 3);
            ref short weights = ref Unsafe.Add(ref paired, x * perOutput);
            Vector256<int> high = default, low = default;
            int groups = (coefficients.Taps[x] + 3) / 4;
            for (int group = 0; group < groups; group++)
            {
                Vector128<byte> four = Vector128.LoadUnsafe(ref Unsafe.Add(ref pixel, group * 12));
                Vector256<short> values = Avx2.Shuffle(Vector256.Create(four, four), spread).AsInt16();
                high += Avx2.MultiplyAddAdjacent(values, Vector256.LoadUnsafe(ref Unsafe.Add(ref weights, group * 32)));
                low += Avx2.MultiplyAddAdjacent(values, Vector256.LoadUnsafe(ref Unsafe.Add(ref weights, (group * 32) + 16)));
            }

            Vector256<int> sums = (high << ResamplingCoefficients.LowBits) + low;
            Vector128<int> total = (sums.GetLower() + sums.GetUpper() + Vector128.Create(Half)) >> ResamplingCoefficients.PrecisionBits;
            total = Vector128.Min(Vector128.Max(total, Vector128<int>.Zero), Vector128.Create(255));
            target[x * 3] = (byte)total[0];
            target[(x * 3) + 1] = (byte)total[1];
            target[(x * 3) + 2] = (byte)total[2];
        }
    }

    private static void Vertical(byte[] source, int stride, byte[] target, ResamplingCoefficients coefficients)
    {
        for (int y = 0; y < coefficients.First.Length; y++)
        {
            ReadOnlySpan<int> weights = coefficients.Weights.AsSpan(y * coefficients.MaximumTaps, coefficients.Taps[y]);
            int first = coefficients.First[y] * stride, x = 0;
            if (Avx2.IsSupported)
            {
                for (; x + 8 <= stride; x += 8)
                {
                    Vector256<int> sum = Vector256.Create(Half);
                    ref byte column = ref source[first + x];
                    for (int tap = 0; tap < weights.Length; tap++)
                    {
                        ulong eight = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref column, tap * stride));
                        sum += Avx2.ConvertToVector256Int32(Vector128.CreateScalar(eight).AsByte()) * weights[tap];
                    }

                    sum >>= ResamplingCoefficients.PrecisionBits;
                    Vector128<short> shorts = Sse2.PackSignedSaturate(sum.GetLower(), sum.GetUpper());
                    Unsafe.WriteUnaligned(ref target[(y * stride) + x], Sse2.PackUnsignedSaturate(shorts, shorts).AsUInt64()[0]);
                }
            }

            for (; x < stride; x++)
            {
                int sum = Half;
                for (int tap = 0; tap < weights.Length; tap++) sum += source[first + (tap * stride) + x] * weights[tap];
                target[(y * stride) + x] = Clip(sum);
            }
        }
    }

    private static RgbImage Nearest(RgbImage image, int width, int height)
    {
        int[] columns = NearestPositions(image.Width, width), rows = NearestPositions(image.Height, height);
        var result = new byte[width * height * 3];
        for (int y = 0, to = 0; y < height; y++)
            for (int x = 0; x < width; x++, to += 3)
                image.Pixels.AsSpan(((rows[y] * image.Width) + columns[x]) * 3, 3).CopyTo(result.AsSpan(to));
        return new RgbImage(width, height, result);
    }

    private static int[] NearestPositions(int input, int output)
    {
        var positions = new int[output];
        double scale = (double)input / output, at = scale * 0.5;
        // The running sum is how Pillow steps, rounding and all.
        for (int i = 0; i < output; i++, at += scale) positions[i] = Math.Min((int)at, input - 1);
        return positions;
    }

    private const int Half = 1 << (ResamplingCoefficients.PrecisionBits - 1);

    private static byte Clip(int sum) => (byte)Math.Clamp(sum >> ResamplingCoefficients.PrecisionBits, 0, 255);
}
