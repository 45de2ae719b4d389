using System.Text.Json.Nodes;
using System.Xml.Linq;
using RL4VLM.Chart.Tests.Rendering;

namespace RL4VLM.Chart.Tests;

public sealed class ChartMetadataTests
{
    private static readonly JsonObject Metadata = Yaml.Read(File.ReadAllText(Path.Combine(Repository.Chart, "Chart.yaml")));

    [Fact]
    public void The_images_the_chart_names_are_those_of_the_programs_it_was_written_for()
    {
        string version = XDocument.Load(Path.Combine(Repository.Root, "Directory.Build.props")).Descendants("Version").Single().Value;
        Assert.Equal(version, Metadata["appVersion"]!.GetValue<string>());
    }

    [Fact]
    public void Clusters_too_old_for_the_Jobs_are_refused() => Assert.Equal(">=1.31.0-0", Metadata["kubeVersion"]!.GetValue<string>());
}
