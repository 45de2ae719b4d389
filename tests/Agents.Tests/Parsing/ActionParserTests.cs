using RL4VLM.Agents.Parsing;
using RL4VLM.Models.Tokenization;

namespace RL4VLM.Agents.Tests.Parsing;

public class ActionParserTests
{
    private static readonly string[] Signs = ["-", "+"];
    private static readonly string[] Moves = ["stand", "hit"];
    private static readonly string[] Tokens = ["1", "2", "10", "+", "*", "(", "="];

    [Theory]
    [InlineData("{\"action\": \"+\"}", 1)]
    [InlineData("{\"action\":\"-\"}", 0)]
    [InlineData("{\"action\" :\n \" + \"}", 1)]
    [InlineData("{\"thoughts\": \"a - b\", \"action\": \"+\"}", 1)]
    [InlineData("{\"thoughts\": \"the \\\"action\\\": \\\"-\\\" is bad\", \"action\": \"+\"}", 1)]
    [InlineData("{\"action\": \"+\", \"note\": \"not -\"}", 1)]
    [InlineData("{\"action\": \"-\", \"action\": \"+\"}", 1)] // the last duplicate wins
    [InlineData("{\"action\": \"\\u002b\"}", 1)]
    [InlineData("\"action\": \"+\"", 1)] // braces missing
    [InlineData("{\"odd\": \"quotes\" here\", \"action\": \"+\"}", 1)] // quotes out of step
    [InlineData("{\"action\": \"++\"}", -1)]
    [InlineData("{\"action\": \"+1\"}", -1)]
    [InlineData("{\"action\": +}", -1)] // no JSON value
    [InlineData("{\"action\": \"+", -1)] // cut short inside the value
    [InlineData("{\"Action\": \"+\"}", -1)]
    [InlineData("{\"thoughts\": \"+\"}", -1)]
    [InlineData("{\"action\": \"\"}", -1)]
    [InlineData("\"action\":", -1)]
    [InlineData("+", -1)]
    [InlineData("", -1)]
    public void Reads_the_action_value(string text, int expected) =>
        Assert.Equal(expected, ActionParser.Parse(text, Signs).Action);

    [Theory]
    [InlineData("{\"action\": \"Hit\"}", 1)]
    [InlineData("{\"action\": \" STAND\"}", 0)]
    [InlineData("{\"action\": \"white\"}", -1)] // no substring search
    [InlineData("{\"action\": \"hit or stand\"}", -1)]
    public void Folds_case_but_wants_the_whole_word(string text, int expected) =>
        Assert.Equal(expected, ActionParser.Parse(text, Moves).Action);

    [Theory]
    [InlineData("{\"action\": 10}", 2)]
    [InlineData("{\"action\": \"10\"}", 2)]
    [InlineData("{\"action\": 1}", 0)]
    [InlineData("{\"action\": \"(\"}", 5)]
    [InlineData("{\"action\": 1.0}", -1)]
    [InlineData("{\"action\": 01}", -1)]
    [InlineData("{\"action\": \"100\"}", -1)]
    [InlineData("{\"action\": [1]}", -1)]
    [InlineData("{\"action\": {\"a\": 1}}", -1)]
    public void Accepts_numbers_as_JSON_writes_them(string text, int expected) =>
        Assert.Equal(expected, ActionParser.Parse(text, Tokens).Action);

    [Theory]
    [InlineData("{\"action\": \"10\"}", "10")]
    [InlineData("{\"action\": 10 }", "10")]
    [InlineData("{\"action\": \"go to desk 1\"}", "go to desk 1")]
    [InlineData("{\"action\": plus, \"x\": 1}", "plus")]
    public void Tells_where_the_value_stands(string text, string value)
    {
        ParsedAction parsed = ActionParser.Parse(text, Tokens);
        Assert.True(parsed.HasValue);
        Assert.Equal(value, text[parsed.Start..parsed.End]);
        Assert.Equal(value, parsed.Text);
    }

    [Fact]
    public void Survives_random_byte_strings()
    {
        var random = new Random(7);
        string[] pieces = ["\"action\"", ":", "\"", "\\", "{", "}", "[", "]", "\\u12", " ", "\n", "+", "10", ",", "action", "-1e5", "é", "\ud83d"];
        for (int i = 0; i < 100_000; i++)
        {
            string text;
            if (i % 2 == 0)
            {
                byte[] bytes = new byte[random.Next(40)];
                random.NextBytes(bytes);
                text = i % 4 == 0 ? System.Text.Encoding.UTF8.GetString(bytes) : System.Text.Encoding.Latin1.GetString(bytes);
            }
            else
            {
                text = string.Concat(Enumerable.Range(0, random.Next(14)).Select(_ => pieces[random.Next(pieces.Length)]));
            }

            ParsedAction parsed = ActionParser.Parse(text, Tokens);
            Assert.InRange(parsed.Action, -1, Tokens.Length - 1);
            Assert.InRange(parsed.Start, 0, text.Length);
            Assert.InRange(parsed.End, parsed.Start, text.Length);
            int? paper = PaperActionParser.Parse(text, Tokens);
            Assert.True(paper is null or (>= 0 and < 7));
        }
    }

    [Theory]
    [InlineData("{\"thoughts\":\"x\",\"action\":\"|+|\"}", 1)]
    [InlineData("{\"action\":|\"+\"}|", 1)] // one token holds quote and value
    [InlineData("{\"action\":\"|1|0|\"}", 1)]
    [InlineData("{\"action\":\"|\"}", 1)] // empty value: its closing quote
    [InlineData("{\"thoughts\":|\"x\"}", 2)] // no action: all thought
    [InlineData("{\"action\":\"", 1)] // nothing follows the key's quote
    public void Action_span_begins_at_the_first_token_over_the_value(string pieces, int expected)
    {
        string[] tokens = pieces.Split('|');
        var offsets = new List<(int, int)>();
        int at = 0;
        foreach (string token in tokens)
        {
            offsets.Add((at, at + token.Length));
            at += token.Length;
        }

        string text = string.Concat(tokens);
        var decoded = new DecodedText(text, [.. offsets]);
        Assert.Equal(expected, Spans.ActionStart(decoded, ActionParser.Parse(text, Tokens)));
    }

    [Fact]
    public void End_of_sequence_belongs_to_the_action_and_never_begins_it()
    {
        const string text = "{\"action\":\"+\"}";
        var decoded = new DecodedText(text, [(0, 11), (11, 12), (12, 14), (14, 14)]);
        Assert.Equal(1, Spans.ActionStart(decoded, ActionParser.Parse(text, Signs)));
        var without = new DecodedText("{}", [(0, 2), (2, 2)]);
        Assert.Equal(2, Spans.ActionStart(without, ActionParser.Parse("{}", Signs)));
    }
}
