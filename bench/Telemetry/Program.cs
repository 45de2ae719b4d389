// What telemetry costs a run: examples/quickstart.yaml is trained twice in one process, iteration by iteration in turn, once exporting to a
// live collector and once not. Deterministic, so that both sides of a pair do the same work on the same numbers. Ends with 1 when the
// processor time of exporting is above the target, when a side's files differ from the other's, or when the collector got nothing.
using System.CommandLine;
using System.Globalization;
using RL4VLM.Benchmarks.Telemetry;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["--collector"]) return await Collector.ServeAsync();

Option<int> pairs = Value("--pairs", "Iterations trained on either side and compared.", 60);
Option<int> warmUp = Value("--warm-up", "Iterations before, not compared: code is compiled and caches fill.", 8);
Option<string> manifest = Value("--manifest", "What is trained.", "examples/quickstart.yaml");
Option<double> limit = Value("--limit", "Most per cent of processor time that exporting may cost.", 2.0);
var set = new Option<string[]>("--set") { Description = "Replaces a field of the manifest: spec.path=value.", DefaultValueFactory = _ => [] };
var control = new Option<bool>("--control") { Description = "Neither side exports: what the measurement itself sees." };
var command = new RootCommand("Measures what exporting traces and metrics costs a run.") { pairs, warmUp, manifest, set, limit, control };
command.SetAction(async (parsed, cancellation) =>
{
    PairedResult result = await PairedRun.MeasureAsync(parsed.GetValue(manifest)!, parsed.GetValue(set)!, parsed.GetValue(pairs), parsed.GetValue(warmUp), parsed.GetValue(control), cancellation);
    return Report.Print(result, parsed.GetValue(limit), parsed.GetValue(control)) ? 0 : 1;
});
return await command.Parse(args).InvokeAsync();

static Option<T> Value<T>(string name, string description, T value) => new(name) { Description = description, DefaultValueFactory = _ => value };
