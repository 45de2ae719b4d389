// The operator under a thousand runs, against the fake API server with the chart's roles enforced. The server, its Job controller and
// whoever creates the runs are this process; the operator is one of its own. Ends with 1 when a target is missed.
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using RL4VLM.Benchmarks.Operator;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string root = BenchOptions.FindRoot();
var defaults = new BenchOptions { Root = root, Operator = BenchOptions.FindOperator(root) };
Option<int> runs = Value("--runs", "Runs of the burst.", defaults.Runs);
Option<int> warmUp = Value("--warm-up", "Runs created before anything is measured.", defaults.WarmUp);
Option<int> later = Value("--later", "Runs created one by one once the burst is in.", defaults.Later);
Option<double> rate = Value("--rate", "Of these, per second.", defaults.Rate);
Option<double> burstRate = Value("--burst-rate", "Of the burst, per second; 0: as fast as the API takes them.", defaults.BurstRate);
Option<int> creators = Value("--creators", "Connections that create runs side by side.", defaults.Creators);
Option<double> idle = Value("--idle", "Seconds in which nothing changes.", defaults.Idle.TotalSeconds);
Option<double> stage = Value("--stage", "Seconds the first stage of a run takes; the next never end.", defaults.Stage.TotalSeconds);
Option<double> latency = Value("--latency", "Milliseconds added to every request.", defaults.Latency.TotalMilliseconds);
Option<string> program = Value("--operator", "rl4vlm-operator.dll.", defaults.Operator);
var json = new Option<bool>("--json") { Description = "JSON instead of a table." };
var command = new RootCommand("Measures the operator under many runs.") { warmUp, runs, later, rate, burstRate, creators, idle, stage, latency, program, json };
command.SetAction(async parsed =>
{
    IReadOnlyList<Measurement> results = await Bench.RunAsync(defaults with
    {
        WarmUp = parsed.GetValue(warmUp), Runs = parsed.GetValue(runs), Later = parsed.GetValue(later), Rate = parsed.GetValue(rate), BurstRate = parsed.GetValue(burstRate),
        Creators = parsed.GetValue(creators), Idle = TimeSpan.FromSeconds(parsed.GetValue(idle)), Stage = TimeSpan.FromSeconds(parsed.GetValue(stage)),
        Latency = TimeSpan.FromMilliseconds(parsed.GetValue(latency)), Operator = parsed.GetValue(program)!,
    }, Console.Error.WriteLine);
    string load = File.ReadAllText("/proc/loadavg").Split(' ')[0];
    if (parsed.GetValue(json)) Console.WriteLine(JsonSerializer.Serialize(new { processors = Environment.ProcessorCount, load, results }, JsonSerializerOptions.Web));
    else Print(results, load);
    return results.All(result => result.Met) ? 0 : 1;
});
return await command.Parse(args).InvokeAsync();

static Option<T> Value<T>(string name, string description, T value) => new(name) { Description = description, DefaultValueFactory = _ => value };

static void Print(IReadOnlyList<Measurement> results, string load)
{
    foreach (Measurement result in results)
    {
        string verdict = result.Target.Length == 0 ? "" : result.Met ? "ok" : "MISSED";
        Console.WriteLine($"{result.Name,-52}{result.Value,10:0.##} {result.Unit,-4}{result.Target,9} {verdict}".TrimEnd());
    }

    Console.WriteLine($"{Environment.ProcessorCount} processors, load average {load} at the end; the fake API server shares them");
}
