using System.Text.Json;

namespace RL4VLM.Cli.Tests.Commands;

/// <summary>The command line in this process.</summary>
internal static class Rl4Vlm
{
    public static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        int code = await CommandLine.RunAsync(args, output, error, isTerminal: false);
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>Expects exit code 0 and one JSON document.</summary>
    public static async Task<JsonElement> JsonAsync(params string[] args)
    {
        (int code, string output, string error) = await RunAsync([.. args, "--output", "json"]);
        Assert.True(code == 0, error);
        return JsonDocument.Parse(output).RootElement;
    }

    public static string[] Fields(JsonElement element) => [.. element.EnumerateObject().Select(field => field.Name)];
}
