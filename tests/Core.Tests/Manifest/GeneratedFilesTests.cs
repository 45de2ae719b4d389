using RL4VLM.Core.Manifest;

namespace RL4VLM.Core.Tests.Manifest;

public sealed class GeneratedFilesTests
{
    /// <summary>Set it to write the files instead of comparing them.</summary>
    private const string UpdateVariable = "RL4VLM_UPDATE_GENERATED";

    public static TheoryData<string> Paths => [.. GeneratedFiles.All.Keys];

    [Theory]
    [MemberData(nameof(Paths))]
    public void The_checked_in_file_is_the_generated_one(string path)
    {
        string file = Path.Combine(Repository.Root, path), generated = GeneratedFiles.All[path]();
        if (Environment.GetEnvironmentVariable(UpdateVariable) is { Length: > 0 }) File.WriteAllText(file, generated);
        Assert.True(File.Exists(file) && File.ReadAllText(file) == generated, $"{path} is out of date: run the tests once with {UpdateVariable}=1 and commit it");
    }
}
