using RL4VLM.Agents.Parsing;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Trajectories;
using RL4VLM.Environments;
using RL4VLM.Models.Generation;
using RL4VLM.Models.Tokenization;

namespace RL4VLM.Agents.Episodes;

/// <summary>The episode loop as the batched decoder sees it: a slot is an environment; its answer steps the environment, whose next
/// picture is the slot's next request. Starts episodes until the budget is reached and finishes every one begun, so that short episodes
/// are not favoured. Not thread-safe.</summary>
public sealed class EpisodeSource : IRequestSource
{
    private readonly EpisodeOptions options;
    private readonly ITokenizer tokenizer;
    private readonly Observer observer;
    private readonly Slot[] slots;
    private readonly List<Episode> episodes = [];
    private readonly EpisodeTelemetry? telemetry;

    // A greedy answer is a function of picture and prompt: asked once.
    private readonly Dictionary<(ulong Picture, string Prompt), GenerationResult>? greedyAnswers;

    public EpisodeSource(EpisodeOptions options, IPolicyInput input)
    {
        if (options.StepBudget is null && options.EpisodeBudget is null)
        {
            throw new ArgumentException("a step or an episode budget is needed", nameof(options));
        }

        this.options = options;
        tokenizer = input.Tokenizer;
        observer = new Observer(input, options.PicturesRepeat, options.Blank);
        slots = [.. Enumerable.Range(0, options.Slots).Select(_ => new Slot(options.CreateEnvironment()))];
        greedyAnswers = options.Temperature == 0 ? [] : null;
        telemetry = EpisodeTelemetry.Create(options);
    }

    public int Slots => slots.Length;

    /// <summary>Steps made so far.</summary>
    public int StepsDone { get; private set; }

    /// <summary>Tokens emitted so far.</summary>
    public long TokensDone { get; private set; }

    /// <summary>Episodes finished so far.</summary>
    public int EpisodesDone { get; private set; }

    /// <summary>Of those, the successful ones.</summary>
    public int SuccessesDone { get; private set; }

    /// <summary>Called after each step, for progress and cancellation.</summary>
    public Action? Stepped { get; init; }

    /// <summary>Every episode in start order.</summary>
    /// <exception cref="InvalidOperationException">Some episode is not finished: the generator stopped early.</exception>
    public IReadOnlyList<Episode> Episodes => episodes.TrueForAll(episode => episode.Finished)
        ? episodes
        : throw new InvalidOperationException("an episode that was begun is not finished");

    public GenerationRequest? Next(int slot)
    {
        Slot s = slots[slot];
        while (true)
        {
            if (s.Episode is null && !TryStart(s))
            {
                return null;
            }

            bool keep = s.Episode!.Index < options.KeepPictures;
            s.State = s.Environment.State;
            s.Picture = observer.See(s.Environment, pixels: true, png: keep);
            s.Prompt = options.Dialogue.Prompt(s.State);
            if (greedyAnswers is not null && s.Picture.Key != 0 && greedyAnswers.TryGetValue((s.Picture.Key, s.Prompt), out GenerationResult? answer))
            {
                Apply(s, answer);
                continue;
            }

            telemetry?.Asked();
            return new GenerationRequest(
                s.Picture.Pixels, observer.PromptIds(s.Prompt), options.Temperature, options.MaxNewTokens, s.Sampling!, s.Picture.Key);
        }
    }

    public void Complete(int slot, GenerationResult result)
    {
        Slot s = slots[slot];
        if (greedyAnswers is not null && s.Picture!.Key != 0)
        {
            greedyAnswers[(s.Picture.Key, s.Prompt!)] = result;
        }

        telemetry?.Answered(s.Episode!, observer.PromptIds(s.Prompt!).Length, result);
        Apply(s, result);
    }

    private bool MayStart => StepsDone < (options.StepBudget ?? int.MaxValue) && episodes.Count < (options.EpisodeBudget ?? int.MaxValue);

    private bool TryStart(Slot s)
    {
        int index = episodes.Count;
        if (!MayStart)
        {
            return false;
        }

        (ulong seed, bool heldOut) = EpisodeStart.Reset(s.Environment, options, index);
        s.Episode = new Episode(index, seed, heldOut);
        s.Sampling = new SamplingRandom(SeedMix.Of(options.SamplingSeed, "sampling", index));
        s.RandomAction = new SamplingRandom(SeedMix.Of(options.SamplingSeed, "random action", index));
        episodes.Add(s.Episode);
        telemetry?.Started(s.Episode);
        return true;
    }

    private void Apply(Slot s, GenerationResult result)
    {
        Episode episode = s.Episode!;
        DecodedText decoded = tokenizer.DecodeWithOffsets(result.OutputIds);
        ParsedAction parsed = ActionParser.Parse(decoded.Text, s.Environment.Actions);
        int action = parsed.Action;
        bool legal = parsed.Legal;
        int actionStart;
        if (options.Fidelity == Fidelity.Paper)
        {
            int count = s.Environment.Actions.Count;
            int? chosen = PaperActionParser.Parse(decoded.Text, s.Environment.Actions);
            legal = chosen is not null;
            action = chosen ?? (int)(s.RandomAction!.NextDouble() * count);
            actionStart = PaperSpan.Locate(result.OutputIds).ActionStart;
        }
        else
        {
            actionStart = Spans.ActionStart(decoded, parsed);
        }

        StepOutcome outcome = action < 0 ? s.Environment.StepIllegal() : s.Environment.Step(action);
        bool limit = s.Environment.TimeLimit is null && episode.Steps.Count + 1 >= EpisodeOptions.DefaultTimeLimit;
        episode.Add(s.State!, new StepRecord
        {
            Episode = episode.Index,
            Step = episode.Steps.Count,
            Image = episode.Index < options.KeepPictures ? s.Picture!.Png : [],
            PromptIds = observer.PromptIds(s.Prompt!),
            OutputIds = result.OutputIds,
            LogProbabilities = result.LogProbabilities,
            Temperature = options.Temperature == 0 ? 1 : (float)options.Temperature,
            ActionStart = actionStart,
            FinishReason = result.FinishReason,
            Action = action,
            ActionText = parsed.Text,
            Legal = legal,
            Reward = (float)outcome.Reward,
            Terminated = outcome.Terminated,
            Truncated = outcome.Truncated || (limit && !outcome.Terminated),
            Value = result.Value,
            ThoughtsTrue = options.Dialogue.ThoughtsTrue(decoded.Text, s.State!),
            HeldOut = options.IsHeldOut(s.State!),
            EpisodeSeed = episode.Seed,
            Info = options.KeepTexts && episode.Index < options.KeepPictures
                ? new Dictionary<string, string>(outcome.Info) { ["text"] = decoded.Text }
                : outcome.Info,
        });
        StepsDone++;
        TokensDone += result.OutputIds.Length;
        if (episode.Finished)
        {
            EpisodesDone++;
            SuccessesDone += episode.Success ? 1 : 0;
            telemetry?.Finished(episode);
            s.Episode = null;
            if (EpisodesDone == episodes.Count && !MayStart)
            {
                telemetry?.EndGeneration();
            }
        }

        Stepped?.Invoke();
    }

    private sealed class Slot(IEnvironment environment)
    {
        public IEnvironment Environment { get; } = environment;

        public Episode? Episode { get; set; }

        public SamplingRandom? Sampling { get; set; }

        public SamplingRandom? RandomAction { get; set; }

        public TaskState? State { get; set; }

        public Picture? Picture { get; set; }

        public string? Prompt { get; set; }
    }
}
