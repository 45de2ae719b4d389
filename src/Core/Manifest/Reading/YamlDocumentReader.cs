using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace RL4VLM.Core.Manifest.Reading;

/// <summary>Feeds one YAML document to a <see cref="DocumentBuilder"/>. Event by event, so that a hostile document is left at its first excess.</summary>
internal static partial class YamlDocumentReader
{
    /// <exception cref="DocumentException">Not YAML, more than one document, or with anchors, aliases or tags.</exception>
    public static void Read(string text, DocumentBuilder builder, string? @override)
    {
        var parser = new Parser(new StringReader(text));
        int documents = 0;
        try
        {
            while (parser.MoveNext())
            {
                ParsingEvent current = parser.Current!;
                SourcePosition position = Position(current.Start, @override);
                Refuse(current, position);
                switch (current)
                {
                    case DocumentStart when ++documents > 1:
                        throw new DocumentException("holds a second document", "give one manifest a file", position);
                    case Scalar scalar: builder.Scalar(Scalar(scalar, position)); break;
                    case MappingStart: builder.Open(new MappingNode(position)); break;
                    case SequenceStart: builder.Open(new SequenceNode(position)); break;
                    case MappingEnd or SequenceEnd: builder.Close(); break;
                }
            }
        }
        catch (YamlException e)
        {
            throw new DocumentException($"is not valid YAML: {FirstLine(e.Message)}", "correct it there", Position(e.Start, @override));
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException or OverflowException or IndexOutOfRangeException)
        {
            // The YAML reader fails in these ways on some malformed texts.
            throw new DocumentException($"is not valid YAML: {FirstLine(e.Message)}", "correct it there", Position(parser.Current?.End ?? Mark.Empty, @override));
        }
    }

    private static void Refuse(ParsingEvent current, SourcePosition position)
    {
        if (current is AnchorAlias || current is NodeEvent { Anchor.IsEmpty: false })
        {
            throw new DocumentException("uses a YAML anchor or alias (& or *)", "write the value out", position);
        }

        if (current is NodeEvent { Tag: { IsEmpty: false, IsNonSpecific: false } })
        {
            throw new DocumentException("uses a YAML tag (!)", "leave it out", position);
        }
    }

    private static SourcePosition Position(Mark mark, string? @override) => new((int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column), @override);

    private static string FirstLine(string message) => message.AsSpan().IndexOf('\n') is var end and >= 0 ? message[..end] : message;

    private static ScalarNode Scalar(Scalar scalar, SourcePosition position)
    {
        if (scalar.Style != ScalarStyle.Plain) return new ScalarNode(ScalarKind.Text, scalar.Value, position);
        return new ScalarNode(KindOf(scalar.Value), scalar.Value, position);
    }

    /// <summary>YAML 1.2 core schema, and the words that kubectl's YAML 1.1 takes for booleans: a text that reads so must be quoted.</summary>
    private static ScalarKind KindOf(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => ScalarKind.Null,
        "true" or "True" or "TRUE" or "false" or "False" or "FALSE" => ScalarKind.Boolean,
        "yes" or "Yes" or "YES" or "no" or "No" or "NO" or "on" or "On" or "ON" or "off" or "Off" or "OFF" or "y" or "Y" or "n" or "N" => ScalarKind.Boolean,
        _ => NumberPattern().IsMatch(text) ? ScalarKind.Number : ScalarKind.Text,
    };

    [GeneratedRegex(@"^[-+]?(([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?|\.(inf|Inf|INF)|0x[0-9a-fA-F]+|0o[0-7]+)\z|^\.(nan|NaN|NAN)\z")]
    private static partial Regex NumberPattern();
}
