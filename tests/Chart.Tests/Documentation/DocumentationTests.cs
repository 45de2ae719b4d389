using RL4VLM.Chart.Tests.Schema;

namespace RL4VLM.Chart.Tests.Documentation;

public sealed class DocumentationTests
{
    [Fact]
    public void Every_value_is_described_in_whole_sentences()
    {
        Assert.All(ChartValues.Leaves(ChartValues.Defaults), path => Assert.True(ValuesReference.Descriptions.ContainsKey(path), $"values.yaml: a line `# -- …` is missing above {path}"));
        Assert.All(ValuesReference.Descriptions, one => Assert.True(char.IsUpper(one.Value[0]) && one.Value[^1] is '.' or ')', $"{one.Key}: {one.Value}"));
    }

    [Fact]
    public void The_readmes_table_is_up_to_date()
    {
        string path = Path.Combine(Repository.Chart, "README.md");
        Repository.AssertHolds(path, ValuesReference.Write(File.ReadAllText(path)));
    }
}
