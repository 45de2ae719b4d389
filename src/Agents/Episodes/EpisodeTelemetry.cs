using System.Diagnostics;
using RL4VLM.Core.Telemetry;
using RL4VLM.Core.Trajectories;
using RL4VLM.Models.Generation;

namespace RL4VLM.Agents.Episodes;

/// <summary>Spans of some episodes and of the generation that serves them, under the span that was current when they began; and the
/// tokens of every answer. How many spans there are is bounded whatever is played.</summary>
internal sealed class EpisodeTelemetry
{
    /// <summary>About so many episodes of a source get a span.</summary>
    private const int SampledEpisodes = 32;

    /// <summary>After so many generation spans each next one covers twice as many answers.</summary>
    private const int SpansBeforeDoubling = 16;

    private readonly EpisodeOptions options;
    private readonly ActivityContext? parent;
    private readonly int stride;
    private readonly Dictionary<int, Activity> episodes = [];
    private readonly HashSet<int> served = [];
    private readonly HashSet<FinishReason> reasons = [];
    private Activity? generation;
    private int spans;
    private int window;
    private int answers;
    private long input;
    private long output;

    private EpisodeTelemetry(EpisodeOptions options, ActivityContext? parent)
    {
        this.options = options;
        this.parent = parent;
        window = options.Slots;
        int most = Math.Min(options.StepBudget ?? int.MaxValue, options.EpisodeBudget ?? int.MaxValue);
        stride = Math.Max(1, most / SampledEpisodes);
    }

    /// <summary>Null when nobody listens: then an episode costs nothing more.</summary>
    public static EpisodeTelemetry? Create(EpisodeOptions options)
    {
        ActivityContext? parent = Activity.Current is { IsAllDataRequested: true } current && current.Source == StageSpans.Source ? current.Context : null;
        return parent is not null || StageMetrics.ObservesTokens ? new EpisodeTelemetry(options, parent) : null;
    }

    public void Started(Episode episode)
    {
        if (parent is not { } context || episode.Index % stride != 0) return;
        if (StageSpans.StartBeside(SpanNames.Episode, context) is not { } span) return;
        span.SetTag(AttributeNames.Task, options.Task).SetTag(AttributeNames.EpisodeIndex, episode.Index);
        episodes.Add(episode.Index, span);
    }

    /// <summary>A prompt of some episode is about to be answered.</summary>
    public void Asked()
    {
        if (parent is { } context) generation ??= StageSpans.StartBeside(SpanNames.Generation(options.Model), context);
    }

    public void Answered(Episode episode, int promptTokens, GenerationResult result)
    {
        StageMetrics.RecordTokens(promptTokens, result.OutputIds.Length);
        if (generation is null) return;
        answers++;
        input += promptTokens;
        output += result.OutputIds.Length;
        reasons.Add(result.FinishReason);
        if (episodes.TryGetValue(episode.Index, out Activity? span) && served.Add(episode.Index)) generation.AddLink(new ActivityLink(span.Context));
        if (answers >= window) EndGeneration();
    }

    public void Finished(Episode episode)
    {
        if (!episodes.Remove(episode.Index, out Activity? span)) return;
        span.SetTag(AttributeNames.EpisodeSteps, episode.Steps.Count).SetTag(AttributeNames.EpisodeReturn, episode.Return).SetTag(AttributeNames.EpisodeSuccess, episode.Success);
        StageSpans.StopBeside(span);
    }

    /// <summary>The last answer has been given.</summary>
    public void EndGeneration()
    {
        if (generation is null) return;
        generation.SetTag(AttributeNames.GenAiOperation, GenAi.Operation).SetTag(AttributeNames.GenAiProvider, GenAi.Provider)
            .SetTag(AttributeNames.GenAiModel, options.Model).SetTag(AttributeNames.GenAiTemperature, options.Temperature)
            .SetTag(AttributeNames.GenAiMaxTokens, options.MaxNewTokens).SetTag(AttributeNames.GenAiInputTokens, input)
            .SetTag(AttributeNames.GenAiOutputTokens, output).SetTag(AttributeNames.Answers, answers)
            .SetTag(AttributeNames.GenAiFinishReasons, reasons.Order().Select(reason => reason.ToString().ToLowerInvariant()).ToArray());
        StageSpans.StopBeside(generation);
        generation = null;
        (answers, input, output) = (0, 0, 0);
        served.Clear();
        reasons.Clear();
        if (++spans % SpansBeforeDoubling == 0) window *= 2;
    }
}
