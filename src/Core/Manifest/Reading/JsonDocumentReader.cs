using System.Text;
using System.Text.Json;

namespace RL4VLM.Core.Manifest.Reading;

/// <summary>Feeds JSON to a <see cref="DocumentBuilder"/>.</summary>
internal static class JsonDocumentReader
{
    /// <returns>False when <paramref name="text"/> is not JSON.</returns>
    /// <exception cref="DocumentException">It is, but breaks a limit.</exception>
    public static bool TryRead(string text, DocumentBuilder builder, string? @override)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = DocumentLimits.Depth + 1 });
        var lines = new LineCounter(utf8, @override);
        try
        {
            while (reader.Read())
            {
                SourcePosition position = lines.At((int)reader.TokenStartIndex);
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject: builder.Open(new MappingNode(position)); break;
                    case JsonTokenType.StartArray: builder.Open(new SequenceNode(position)); break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray: builder.Close(); break;
                    case JsonTokenType.PropertyName or JsonTokenType.String: builder.Scalar(new ScalarNode(ScalarKind.Text, reader.GetString()!, position)); break;
                    case JsonTokenType.Number: builder.Scalar(new ScalarNode(ScalarKind.Number, Encoding.UTF8.GetString(reader.ValueSpan), position)); break;
                    case JsonTokenType.True: builder.Scalar(new ScalarNode(ScalarKind.Boolean, "true", position)); break;
                    case JsonTokenType.False: builder.Scalar(new ScalarNode(ScalarKind.Boolean, "false", position)); break;
                    case JsonTokenType.Null: builder.Scalar(new ScalarNode(ScalarKind.Null, "null", position)); break;
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string with half a surrogate pair.
            return false;
        }

        return true;
    }

    /// <summary>Byte offsets, asked for in ascending order, to lines and columns.</summary>
    private sealed class LineCounter(byte[] utf8, string? @override)
    {
        private int _offset, _line = 1, _start;

        public SourcePosition At(int offset)
        {
            for (; _offset < offset; _offset++)
            {
                if (utf8[_offset] != '\n') continue;
                _line++;
                _start = _offset + 1;
            }

            return new SourcePosition(_line, offset - _start + 1, @override);
        }
    }
}
