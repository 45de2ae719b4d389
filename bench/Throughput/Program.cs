// Tokens per second, generated and trained, of the project's model classes; with --paired also of the same model and work in
// eager PyTorch (bench/torch_baseline.py), both in turn in one run, and the ratios.
//
//   Throughput [--paired ROUNDS] [--python PYTHON] [--seconds S] [--batch 1,16,64,256] [--clock cpu|wall] [--train-only]
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using RL4VLM.Benchmarks.Throughput;
using static TorchSharp.torch;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string? Option(string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
double seconds = double.Parse(Option("--seconds") ?? "1", CultureInfo.InvariantCulture);
int paired = int.Parse(Option("--paired") ?? "0", CultureInfo.InvariantCulture);
int[] batches = [.. (Option("--batch") ?? "1,16,64,256").Split(',').Select(b => int.Parse(b, CultureInfo.InvariantCulture))];
bool cpuClock = (Option("--clock") ?? "cpu") == "cpu";
var sizes = new Sizes();
set_num_threads(sizes.Threads);

using var policy = sizes.Build();
var generating = batches.ToDictionary(b => b, b => new Work(policy, sizes, b));
var training = new Work(policy, sizes, sizes.TrainBatch);
var ours = new Dictionary<string, List<double>>();
var theirs = new Dictionary<string, List<double>>();
for (int round = 0; round < Math.Max(1, paired); round++)
{
    if (paired > 0)
        Baseline();
    if (!args.Contains("--train-only"))
        foreach (int b in batches)
            Add(ours, $"generate {b}", Rate(generating[b].Generate));
    Add(ours, "train", Rate(training.Train));
}

Console.WriteLine($"{"",-14}{"tokens/s",12}{(paired > 0 ? $"{"PyTorch",12}{"ratio",8}{"range",14}" : "")}");
foreach (var (name, values) in ours)
{
    string line = $"{name,-14}{Median(values),12:F0}";
    if (theirs.TryGetValue(name, out var others))
    {
        var ratios = values.Zip(others, (a, b) => a / b).ToList();
        line += $"{Median(others),12:F0}{Median(ratios),8:F2}{ratios.Min(),7:F2}-{ratios.Max():F2}";
    }

    Console.WriteLine(line);
}

Console.WriteLine($"operator call on a small tensor: {Call():F0} ns");
Console.WriteLine($"live tensors {Tensor.TotalCount}, peak memory {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB, torch {__version__}, threads {get_num_threads()}");

double Rate(Func<long> work)
{
    work();
    work();
    long tokens = 0;
    double from = Clock();
    do
        tokens += work();
    while (Clock() - from < seconds);
    return tokens / (Clock() - from);
}

// What calling costs: an in-place addition to eight numbers, and a multiplication that makes a tensor.
double Call()
{
    const int count = 200_000;
    using var quiet = no_grad();
    using var x = ones(8);
    double best = double.MaxValue;
    for (int round = 0; round < 5; round++)
    {
        double from = Clock();
        for (int i = 0; i < count; i++)
        {
            x.add_(1);
            x.mul(x).Dispose();
        }

        best = Math.Min(best, (Clock() - from) / (2 * count) * 1e9);
    }

    return best;
}

double Clock() => cpuClock ? Environment.CpuUsage.TotalTime.TotalSeconds : Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;

void Baseline()
{
    string script = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../torch_baseline.py"));
    var start = new ProcessStartInfo(Option("--python") ?? "/usr/bin/python3", $"{script} {sizes.Arguments()} --batch {string.Join(' ', batches)} --seconds {seconds} --rounds 1 --clock {(cpuClock ? "cpu" : "wall")}") { RedirectStandardOutput = true };
    start.Environment["OPENBLAS_NUM_THREADS"] = start.Environment["OMP_NUM_THREADS"] = sizes.Threads.ToString(CultureInfo.InvariantCulture);
    using var process = Process.Start(start) ?? throw new InvalidOperationException("python did not start");
    string text = process.StandardOutput.ReadToEnd();
    process.WaitForExit();
    if (process.ExitCode != 0)
        throw new InvalidOperationException($"torch_baseline.py ended with {process.ExitCode}");
    var result = JsonNode.Parse(text)!;
    foreach (int b in batches)
        Add(theirs, $"generate {b}", result["generated"]![b.ToString(CultureInfo.InvariantCulture)]!["median"]!.GetValue<double>());
    Add(theirs, "train", result["trained"]!["median"]!.GetValue<double>());
}

static void Add(Dictionary<string, List<double>> table, string name, double value)
{
    if (!table.TryGetValue(name, out var list))
        table[name] = list = [];
    list.Add(value);
}

static double Median(List<double> values)
{
    var sorted = values.Order().ToArray();
    return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
}
