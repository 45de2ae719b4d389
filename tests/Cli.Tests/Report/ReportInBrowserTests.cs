using Microsoft.Playwright;
using RL4VLM.Cli.Report;
using RL4VLM.Core.Imaging;
using RL4VLM.Core.Stages;
using RL4VLM.Core.Trajectories;

namespace RL4VLM.Cli.Tests.Report;

/// <summary>The report as people meet it: a file opened in a real browser.</summary>
public sealed class ReportInBrowserTests : IAsyncLifetime
{
    private const string Hostile = "<script>window.pwned = true</script><img src=x onerror=\"window.pwned = true\">";
    private const string HostileTask = "numberline " + Hostile;

    private readonly string folder = Directory.CreateTempSubdirectory("rl4vlm-report-").FullName;
    private IPlaywright playwright = null!;
    private IBrowser browser = null!;

    public async Task InitializeAsync()
    {
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium(),
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
        });
    }

    public async Task DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData(390)]
    [InlineData(1440)]
    public async Task OpensWithoutErrorsAndFitsTheScreen(int width)
    {
        var (page, problems) = await OpenAsync(Example(), width);
        Assert.Equal(["Evaluation", "Learning curves", "Where the time went", "Episodes", "Manifest"], await page.Locator("h2").AllTextContentsAsync());
        // The manifest is folded at first; its longest line must not widen the page either.
        await page.EvaluateAsync("document.querySelectorAll('details').forEach(d => d.open = true)");
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), "the page scrolls sideways");
        Assert.True(await page.EvaluateAsync<int>("document.images.length") > 0);
        Assert.True(await page.EvaluateAsync<bool>("[...document.images].every(i => i.naturalWidth > 0)"), "a picture did not load");
        Assert.True(await page.EvaluateAsync<bool>("[...document.querySelectorAll('svg.chart')].length >= 4"));
        Assert.Empty(await page.EvaluateAsync<string[]>("[...document.querySelectorAll('svg.chart text')].filter(t => t.getBBox().x < 0).map(t => 'cut off: ' + t.textContent)"));
        Assert.Empty(problems);
    }

    [Fact]
    public async Task TheTimelineNamesAStageUnderThePointer()
    {
        var (page, problems) = await OpenAsync(Example(), 1440);
        Assert.Equal(["collect", "ppo", "evaluate"], await page.EvaluateAsync<string[]>("[...document.querySelectorAll('svg.timeline > text > title')].map(t => t.textContent.split(' ')[0])"));
        Assert.Equal("collect, iteration 3: 20.0 s", await page.EvaluateAsync<string>("""
            (() => {
              const bar = document.querySelectorAll('svg.timeline g')[0].querySelectorAll('rect')[2].getBoundingClientRect();
              window.scrollTo(0, bar.top - 100);
              const moved = document.querySelectorAll('svg.timeline g')[0].querySelectorAll('rect')[2].getBoundingClientRect();
              return document.elementFromPoint(moved.left + moved.width / 2, moved.top + moved.height / 2).querySelector('title').textContent;
            })()
            """));
        Assert.Empty(problems);
    }

    [Fact]
    public async Task WhatAModelWroteIsShownAsText()
    {
        var (page, problems) = await OpenAsync(Example(), 1440);
        Assert.False(await page.EvaluateAsync<bool>("window.pwned === true"));
        Assert.Equal(0, await page.Locator("script").CountAsync());
        Assert.Contains(Hostile, await page.TitleAsync());
        Assert.Contains(Hostile, await page.Locator("h1").TextContentAsync());
        Assert.Contains(Hostile, await page.Locator("tbody td").First.TextContentAsync());
        Assert.Contains(await page.Locator("figcaption").AllTextContentsAsync(), text => text.Contains(Hostile, StringComparison.Ordinal));
        Assert.Contains(Hostile, await page.Locator("h3").First.TextContentAsync());
        Assert.Contains(Hostile, await page.Locator("pre").First.TextContentAsync());
        Assert.Contains(Hostile, await page.Locator("dd").First.TextContentAsync());
        Assert.Contains(Hostile, await page.Locator("pre.manifest").TextContentAsync());
        Assert.Empty(problems);
    }

    [Theory]
    [InlineData(390)]
    [InlineData(1440)]
    public async Task ARunWithoutEvaluationsHasAReportToo(int width)
    {
        var (page, problems) = await OpenAsync(new ReportData("empty", "", [], []), width);
        Assert.Equal("empty", await page.Locator("h1").TextContentAsync());
        Assert.Contains("No checkpoint has been evaluated yet", await page.Locator("main").TextContentAsync());
        Assert.Empty(problems);
    }

    private async Task<(IPage Page, List<string> Problems)> OpenAsync(ReportData data, int width)
    {
        string path = Path.Combine(folder, $"{Guid.NewGuid():N}.html");
        await File.WriteAllTextAsync(path, ReportWriter.Render(data));
        var page = await browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = width, Height = 900 } });
        var problems = new List<string>();
        page.Console += (_, message) => problems.Add($"console {message.Type}: {message.Text}");
        page.PageError += (_, error) => problems.Add($"page error: {error}");
        string address = "file://" + path;
        page.Request += (_, request) =>
        {
            // Nothing but the file itself: a sibling file would be missing wherever the report is sent.
            if (request.Url != address && !request.Url.StartsWith("data:", StringComparison.Ordinal))
                problems.Add($"request: {request.Url}");
        };
        await page.GotoAsync(address, new PageGotoOptions { WaitUntil = WaitUntilState.Load });
        return (page, problems);
    }

    /// <summary>The browser named by CHROMIUM, else the first on the PATH.</summary>
    private static string Chromium() => Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } named ? named
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(directory => Path.Combine(directory, "chromium")).FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException("No chromium on the PATH: run scripts/dependencies.sh test, or name the browser in CHROMIUM.");

    private static ReportData Example()
    {
        var stages = new List<CommittedSummary>();
        for (int k = 1; k <= 30; k++)
        {
            stages.Add(Stage(StageNames.Collect, k, (MetricNames.Sample.Success, k / 30.0), (MetricNames.Sample.Return, k - 15), (MetricNames.Sample.ThoughtAccuracy, 0.97)));
            stages.Add(Stage(StageNames.Ppo, k, (MetricNames.Train.ApproxKl, 1e-3 * k), (MetricNames.Train.Entropy, 1.0 / k), (MetricNames.Train.ValueLoss, double.NaN)));
        }

        foreach (int k in (int[])[0, 30])
        {
            stages.Add(Stage(StageNames.Evaluate, k, [.. new[] { MetricNames.Evaluation.Sampled, MetricNames.Evaluation.Greedy }
                .SelectMany(mode => new[] { MetricNames.Evaluation.Success, MetricNames.Evaluation.SuccessLow, MetricNames.Evaluation.SuccessHigh, MetricNames.Evaluation.Reward }
                    .Select(name => (mode + name, 0.5)))]));
        }

        var pixels = new byte[300 * 300 * 3];
        new Random(1).NextBytes(pixels);
        byte[] png = PngEncoder.Encode(new RgbImage(300, 300, pixels));
        StepRecord Step(int step) => new()
        {
            Step = step,
            Image = png,
            PromptIds = [1],
            OutputIds = [2],
            LogProbabilities = [-0.1f],
            ActionText = Hostile,
            Legal = step != 1,
            Reward = step == 2 ? 1 : 0,
            ThoughtsTrue = step != 1,
            Terminated = step == 2,
            Success = step == 2 ? true : null,
            Info = new Dictionary<string, string> { ["text"] = Hostile + new string('x', 400) },
        };
        var episodes = new EvaluationEpisodes("0030", HostileTask, [[Step(0), Step(1), Step(2)]]);
        return new ReportData($"run {Hostile}", "{\"a\": \"" + Hostile + new string('y', 500) + "\"}", stages, [episodes]);
    }

    private static CommittedSummary Stage(string stage, int iteration, params (string Name, double Value)[] metrics) => new(
        new StageSummary
        {
            Stage = stage,
            Iteration = iteration,
            Task = stage == StageNames.Evaluate ? HostileTask : null,
            Metrics = metrics.ToDictionary(m => m.Name, m => m.Value),
            Timings = new Dictionary<string, double> { [MetricNames.Timing.CpuSeconds] = 1, [MetricNames.Timing.WallSeconds] = stage == StageNames.Collect ? 20 : 40, [MetricNames.Timing.TokensPerSecond] = 1e5 },
        },
        DateTimeOffset.UnixEpoch.AddMinutes(iteration).AddSeconds(stage == StageNames.Collect ? -40 : 0));
}
