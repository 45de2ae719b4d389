using System.Diagnostics;
using System.Text;
using RL4VLM.Core.Manifest;

namespace RL4VLM.Core.Tests.Manifest;

public sealed class HostileDocumentTests
{
    public static TheoryData<string, string, string> Documents => new()
    {
        { "billion laughs", "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]", "anchor or alias" },
        { "unknown alias", "a: *b", "anchor or alias" },
        { "tag", "a: !!python/object x", "tag" },
        { "two documents", Manifests.Least + "---\n" + Manifests.Least, "second document" },
        { "flow lists", new string('[', 100_000), "levels deep" },
        { "flow mappings", string.Concat(Enumerable.Repeat("{a: ", 100_000)), "levels deep" },
        { "json", string.Concat(Enumerable.Repeat("{\"a\":", 100_000)), "levels deep" },
        { "block mappings", string.Concat(Enumerable.Range(0, 500).Select(depth => $"{new string(' ', depth)}a:\n")), "levels deep" },
        { "dashes", string.Concat(Enumerable.Repeat("- ", 100_000)), "levels deep" },
        { "long text", "a: " + new string('x', 100_000), "found a text of 100000 characters" },
        { "long key", new string('x', 100_000) + ": a", "found a text of 100000 characters" },
        { "many values", "a: [" + string.Concat(Enumerable.Repeat("1,", 100_000)) + "]", "more than 50000 values" },
        { "huge", new string('#', 2_000_000), "characters" },
        { "list as key", "? [a, b]\n: c", "as the name of a field" },
        { "tab", "a:\n\tb: c", "not valid YAML" },
        { "unclosed", "a: 'b", "not valid YAML" },
        { "binary", "\0\u0001\u0002", "must be a mapping" },
        { "half a surrogate pair", "{\"a\": \"\\ud800\"}", "surrogate" },
    };

    [Theory]
    [MemberData(nameof(Documents))]
    public void Is_refused_soon_and_says_why(string what, string text, string expected)
    {
        var watch = Stopwatch.StartNew();
        ManifestResult result = ManifestReader.Read(text);
        Assert.Null(result.Manifest);
        Assert.True(result.Errors.Any(error => error.Message.Contains(expected, StringComparison.Ordinal)), $"{what}: {string.Join('\n', result.Errors)}");
        // Far from what a busy machine takes, and far below what doubling with every level would.
        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), $"{what} took {watch.Elapsed}");
    }

    [Fact]
    public void Thousands_of_mistakes_give_a_readable_number_of_messages()
    {
        string text = Manifests.With(string.Join('\n', Enumerable.Range(0, 5000).Select(i => $"wrong{i}: {i}")));
        IReadOnlyList<ManifestProblem> errors = ManifestReader.Read(text).Errors;
        Assert.Equal(101, errors.Count);
        Assert.Equal("has 4900 more problems", errors[^1].Found);
    }

    [Fact]
    public void Messages_stay_short_and_on_one_line()
    {
        ManifestProblem error = Assert.Single(ManifestReader.Read(Manifests.With($"fidelity: \"a\\n\\e[31m{new string('b', 10_000)}\"")).Errors);
        Assert.True(error.Message.Length < 300);
        Assert.DoesNotContain(error.Message, char.IsControl);
    }

    /// <summary>Mutations of a manifest that uses everything: cut, doubled, swapped and overwritten pieces.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_documents_give_a_manifest_or_problems(int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < 700; i++)
        {
            string text = i % 10 == 0 ? Noise(random) : Mutated(random);
            string[] overrides = i % 5 == 0 ? [Noise(random), "spec." + Noise(random) + "=" + Noise(random)] : [];
            ManifestResult result = ManifestReader.Read(text, overrides);
            Assert.Equal(result.Manifest is null, result.Errors.Count > 0);
            if (result.Manifest is { } manifest) Assert.True(ManifestReader.Read(ManifestJson.WriteText(manifest)).IsValid, text);
        }
    }

    private static string Mutated(Random random)
    {
        var text = new StringBuilder(random.Next(3) == 0 ? ManifestJson.WriteText(Manifests.Valid(FullManifest.Text)) : FullManifest.Text);
        for (int changes = random.Next(1, 6); changes > 0; changes--)
        {
            int at = random.Next(text.Length), length = Math.Min(random.Next(1, 30), text.Length - at);
            switch (random.Next(4))
            {
                case 0: text.Remove(at, length); break;
                case 1: text.Insert(at, text.ToString(at, length)); break;
                case 2: text.Insert(at, Noise(random)); break;
                default: text[at] = Characters[random.Next(Characters.Length)]; break;
            }
        }

        return text.ToString();
    }

    private const string Characters = " \n\t:-,[]{}\"'#&*!|>%@`?\\~.0123456789eE+abcxyz_<=\0\r\u0085\u2028\ufeff\ud800é";

    private static string Noise(Random random) => string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => Characters[random.Next(Characters.Length)]));
}
