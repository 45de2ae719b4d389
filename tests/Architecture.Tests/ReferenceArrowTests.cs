using System.Xml.Linq;

namespace RL4VLM.Architecture.Tests;

/// <summary>References point one way (design section 1): Core ← Environments, Models ← Agents ← Rollout, Learner, Evaluator ← Cli; Operator → Core only.</summary>
public sealed class ReferenceArrowTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Core"] = [],
        ["Environments"] = ["Core"],
        ["Models"] = ["Core"],
        ["Agents"] = ["Core", "Environments", "Models"],
        ["Rollout"] = ["Core", "Environments", "Models", "Agents"],
        ["Learner"] = ["Core", "Environments", "Models", "Agents"],
        ["Evaluator"] = ["Core", "Environments", "Models", "Agents"],
        ["Operator"] = ["Core"],
        ["Cli"] = ["Core", "Environments", "Models", "Agents", "Rollout", "Learner", "Evaluator"],
    };

    private static readonly Dictionary<string, string[]> AllowedCompat = new()
    {
        ["TorchSharp"] = ["Models", "Learner", "Agents", "Rollout", "Evaluator", "Cli"],
        ["MessagePack"] = ["Core"],
        ["KubernetesClient"] = ["Operator", "Cli"],
        ["System.IO.Hashing"] = ["Core"],
    };

    public static TheoryData<string> Projects => [.. Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories).Select(path => Path.GetFileNameWithoutExtension(path)!)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_lies_below_it(string project)
    {
        Assert.True(Allowed.ContainsKey(project), $"src/{project} is not in the design's list of projects");
        XDocument document = XDocument.Load(Path.Combine(Repository.Root, "src", project, $"{project}.csproj"));
        string[] references = Names(document, "ProjectReference");
        Assert.All(references, reference => Assert.Contains(reference, Allowed[project]));
        foreach (string compat in Names(document, "CompatReference"))
        {
            Assert.True(AllowedCompat.TryGetValue(compat, out string[]? users) && users.Contains(project), $"{project} must not reference {compat}");
        }
    }

    [Fact]
    public void Compat_projects_reference_nothing_of_ours()
    {
        foreach (string path in Directory.GetFiles(Path.Combine(Repository.Root, "compat"), "*.csproj", SearchOption.AllDirectories))
        {
            Assert.Empty(Names(XDocument.Load(path), "ProjectReference"));
        }
    }

    [Fact]
    public void Environments_and_models_do_not_name_each_other()
    {
        Assert.DoesNotContain(Repository.Files("src/Environments"), path => File.ReadAllText(path).Contains("RL4VLM.Models", StringComparison.Ordinal));
        Assert.DoesNotContain(Repository.Files("src/Models"), path => File.ReadAllText(path).Contains("RL4VLM.Environments", StringComparison.Ordinal));
    }

    private static string[] Names(XDocument project, string item) =>
        [.. project.Descendants(item).Select(element => Path.GetFileNameWithoutExtension(element.Attribute("Include")!.Value.Replace('\\', '/')))
            .Select(name => item == "CompatReference" && name == "System.IO" ? "System.IO.Hashing" : name)];
}
