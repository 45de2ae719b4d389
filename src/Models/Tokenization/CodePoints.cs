using System.Buffers;
using System.Globalization;
using System.Text;

namespace RL4VLM.Models.Tokenization;

/// <summary>Conversions between UTF-16 and code points.</summary>
internal static class CodePoints
{
    public static int[] Of(string text)
    {
        var runes = new List<int>(text.Length);
        foreach (Rune rune in text.EnumerateRunes()) runes.Add(rune.Value);
        return runes.ToArray();
    }

    public static string ToText(ReadOnlySpan<int> runes)
    {
        char[] buffer = ArrayPool<char>.Shared.Rent(Math.Max(1, runes.Length * 2));
        var text = new string(buffer, 0, Write(runes, buffer));
        ArrayPool<char>.Shared.Return(buffer);
        return text;
    }

    /// <summary>Writes UTF-16; the destination needs two units a code point. Returns the units written.</summary>
    public static int Write(ReadOnlySpan<int> runes, Span<char> destination)
    {
        int length = 0;
        foreach (int rune in runes)
        {
            if (rune < 0x10000)
            {
                destination[length++] = (char)rune;
            }
            else
            {
                destination[length++] = (char)(0xD800 + ((rune - 0x10000) >> 10));
                destination[length++] = (char)(0xDC00 + ((rune - 0x10000) & 0x3FF));
            }
        }

        return length;
    }

    /// <summary>Unicode White_Space.</summary>
    public static bool IsWhiteSpace(int rune) => rune < 0x10000 && char.IsWhiteSpace((char)rune);

    /// <summary>A word character as Rust's regex crate has it: Alphabetic, Mark, Decimal_Number, Connector_Punctuation, Join_Control.</summary>
    public static bool IsWord(int rune) => rune is 0x200C or 0x200D or (>= 0x24B6 and <= 0x24E9) || CharUnicodeInfo.GetUnicodeCategory(rune) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter or
        UnicodeCategory.OtherLetter or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark or
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.ConnectorPunctuation;
}
