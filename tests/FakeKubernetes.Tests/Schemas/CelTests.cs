using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Schemas;
using RL4VLM.FakeKubernetes.Schemas.Cel;

namespace RL4VLM.FakeKubernetes.Tests.Schemas;

public sealed class CelTests
{
    private static readonly SchemaNode Schema = new(JsonNode.Parse("""
        {"type": "object", "required": ["n"], "properties": {
          "n": {"type": "integer"}, "d": {"type": "number"}, "s": {"type": "string", "maxLength": 10}, "b": {"type": "boolean"}, "missing": {"type": "string"}, "namespace": {"type": "string"}, "a-b": {"type": "string"},
          "either": {"x-kubernetes-int-or-string": true},
          "time": {"type": "string", "format": "date-time"},
          "list": {"type": "array", "maxItems": 5, "items": {"type": "integer"}},
          "set": {"type": "array", "maxItems": 5, "x-kubernetes-list-type": "set", "items": {"type": "string", "maxLength": 5}},
          "map": {"type": "object", "maxProperties": 5, "additionalProperties": {"type": "string", "maxLength": 5}},
          "keyed": {"type": "array", "maxItems": 5, "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["k"], "items": {"type": "object", "required": ["k"], "properties": {"k": {"type": "string", "maxLength": 5}, "v": {"type": "integer"}}}}
        }}
        """)!.AsObject());

    private static readonly JsonNode Value = JsonNode.Parse("""
        {"n": 3, "d": 2, "s": "añ😀", "b": true, "namespace": "x", "a-b": "y", "either": 5, "time": "2026-01-31T12:00:00Z", "list": [1, 2, 3], "set": ["a", "b"], "map": {"k/1": "v"}, "keyed": [{"k": "a", "v": 1}, {"k": "b"}]}
        """)!;

    private static object? Evaluate(string rule)
    {
        CelSyntax syntax = CelParser.Parse(rule);
        CelChecker.Check(syntax, new Dictionary<string, CelType> { ["self"] = Schema.CelType! });
        return CelEvaluator.Evaluate(syntax, new Dictionary<string, object?> { ["self"] = CelValues.Of(Value, Schema) });
    }

    [Theory]
    [InlineData("self.n == 3 && self.d == 2.0 && self.d < self.n")]
    [InlineData("1 + 2 * 3 == 7 && (1 + 2) * 3 == 9 && -7 / 2 == -3 && -7 % 2 == -1")]
    [InlineData("self.s.size() == 3 && size(self.s) == 3")]
    [InlineData("has(self.s) && !has(self.missing)")]
    [InlineData("self.n > 5 ? false : true")]
    [InlineData("self.n in [1, 2, 3] != has(self.missing)")]
    [InlineData("'k/1' in self.map && self.map['k/1'] == 'v'")]
    [InlineData("self.list.all(i, i > 0) && self.list.exists(i, i == 2) && self.list.exists_one(i, i > 2)")]
    [InlineData("self.list.map(i, i * 2) == [2, 4, 6] && self.list.filter(i, i > 1).size() == 2 && self.list.map(i, i > 1, i + 1) == [3, 4]")]
    [InlineData("[has(self.s), has(self.missing)].filter(given, given).size() == 1")]
    [InlineData("self.map.all(key, key.size() < 5 && key.matches('^[a-z/0-9]+$'))")]
    [InlineData("self.set == ['b', 'a'] && self.list != [3, 2, 1]")]
    [InlineData("self.keyed == [self.keyed[1], self.keyed[0]]")]
    [InlineData("self.keyed.all(a, self.keyed.exists(b, a.k == b.k))")]
    [InlineData("self.__namespace__ == 'x' && self.a__dash__b == 'y'")]
    [InlineData("type(self.either) == int && self.either > 4")]
    [InlineData("self.s.startsWith('a') && self.s.endsWith('😀') && self.s.contains('ñ') && 'ab' + 'c' == \"abc\"")]
    [InlineData("{'a': 1}['a'] == 1 && int('5') == 5 && double(2) == 2.0 && string(true) == 'true'")]
    [InlineData("self.missing == 'x' || true")]
    [InlineData("true || self.missing == 'x'")]
    [InlineData("!(false && self.missing == 'x')")]
    [InlineData("self.list.exists(i, self.list[i] == 3)")]
    public void It_holds(string rule) => Assert.Equal(true, Evaluate(rule));

    [Theory]
    [InlineData("self.missing == 'x'", "no such key: missing")]
    [InlineData("self.list[7] == 1", "index out of bounds: 7")]
    [InlineData("self.n / 0 == 1", "division by zero")]
    [InlineData("9223372036854775807 + self.n > 0", "integer overflow")]
    [InlineData("self.either.size() == 1", "no such overload")]
    [InlineData("self.list.all(i, i / 0 == 1)", "division by zero")]
    public void It_goes_wrong(string rule, string message) => Assert.Equal(message, Assert.IsType<CelError>(Evaluate(rule)).Message);

    [Theory]
    [InlineData("self.unknown == 1", "undefined field 'unknown'")]
    [InlineData("self.namespace == 'x'", "reserved identifier")]
    [InlineData("other == 1", "undeclared reference to 'other'")]
    [InlineData("self.n == 'a'", "no matching overload for '_==_' applied to '(int, string)'")]
    [InlineData("self.n + self.d > 1.0", "no matching overload for '_+_' applied to '(int, double)'")]
    [InlineData("self.s && true", "no matching overload for '_&&_' applied to '(string, bool)'")]
    [InlineData("self.list == ['a']", "no matching overload for '_==_'")]
    [InlineData("self.s.all(c, c == 'a')", "cannot be range of a comprehension")]
    [InlineData("self.n.k == 1", "type 'int' does not support field selection")]
    [InlineData("self.s.upper() == 'A'", "undeclared reference to 'upper'")]
    [InlineData("self.n = 3", "token recognition error")]
    [InlineData("self.n == ", "mismatched input '<EOF>'")]
    [InlineData("has(self)", "invalid argument to has() macro")]
    [InlineData("self.list.all(1, true)", "argument must be a simple name")]
    public void It_does_not_compile(string rule, string message) => Assert.Contains(message, Assert.Throws<CelException>(() => Evaluate(rule)).Message, StringComparison.Ordinal);

    /// <summary>Figures worked out by hand from the published model: an identifier or a field costs 1, a constant nothing, a list 10, traversing a text a
    /// tenth a byte, a pattern a quarter a character.</summary>
    [Theory]
    [InlineData("true", 0)]
    [InlineData("self.n == 3", 2)] // self, .n; both sides are of size 0 or 1
    [InlineData("has(self.s)", 2)]
    [InlineData("has(self.s) || has(self.b)", 4)]
    [InlineData("self.s == 'abcdefghijkl'", 2 + 2)] // the shorter of 40 bytes and 12
    [InlineData("self.s.matches('abcd')", 2 + 5)] // (40 + 1) / 10 up, times 4 / 4
    [InlineData("self.list.all(i, i > 0)", 2 + 1 + (5 * (2 + 1 + 1 + 1)))] // the macro's own steps: 2 for the condition; accumulator, item and comparison
    [InlineData("[1, 2]", 10)]
    [InlineData("self.n in [1, 2, 3]", 2 + 10 + 3)]
    public void Its_cost_is(string rule, double cost)
    {
        CelSyntax syntax = CelParser.Parse(rule);
        CelChecker types = CelChecker.Check(syntax, new Dictionary<string, CelType> { ["self"] = Schema.CelType! });
        Assert.Equal(cost, CelCost.Estimate(syntax, types, Schema.CelType!));
    }
}
