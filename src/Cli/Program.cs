using RL4VLM.Cli;
using RL4VLM.Cli.Cluster;

bool isTerminal = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");
Console.OutputEncoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
return await CommandLine.RunAsync(PluginName.Expand(PluginName.OfThisProcess(), args), Console.Out, Console.Error, isTerminal).ConfigureAwait(false);
