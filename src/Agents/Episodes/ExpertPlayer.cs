using RL4VLM.Agents.Parsing;
using RL4VLM.Core.Trajectories;
using RL4VLM.Environments;
using RL4VLM.Environments.GymCards;
using RL4VLM.Models.Tokenization;

namespace RL4VLM.Agents.Episodes;

/// <summary>Plays a scripted expert and writes down what the model should have said: the same prompts, pictures and spans as in play,
/// the answer's ids in place of sampled ones. Not thread-safe.</summary>
public sealed class ExpertPlayer
{
    private readonly EpisodeOptions options;
    private readonly IExpert expert;
    private readonly ITokenizer tokenizer;
    private readonly Observer observer;
    private readonly IEnvironment environment;
    private readonly Dictionary<string, Said> answers = [];

    /// <param name="options">Slots, temperature and budgets play no part.</param>
    /// <param name="expert">Who decides.</param>
    /// <param name="input">The checkpoint's tokenizer.</param>
    public ExpertPlayer(EpisodeOptions options, IExpert expert, IPolicyInput input)
    {
        this.options = options;
        this.expert = expert;
        tokenizer = input.Tokenizer;
        observer = new Observer(input, options.PicturesRepeat, options.Blank);
        environment = options.CreateEnvironment();
    }

    /// <summary>Plays the episode of that number.</summary>
    public Episode Play(int index)
    {
        (ulong seed, bool heldOut) = EpisodeStart.Reset(environment, options, index);
        var episode = new Episode(index, seed, heldOut);
        var random = new Random(unchecked((int)SeedMix.Of(options.SamplingSeed, "expert", index)));
        while (!episode.Finished)
        {
            TaskState state = environment.State;
            Picture picture = observer.See(environment, pixels: false, png: true);
            ExpertDecision decision = expert.Decide(state, random);
            Said said = Say(options.Dialogue.Answer(state, decision));
            int[] prompt = observer.PromptIds(options.Dialogue.Prompt(Fresh(state)));
            StepOutcome outcome = environment.Step(decision.Action);
            bool limit = environment.TimeLimit is null && episode.Steps.Count + 1 >= EpisodeOptions.DefaultTimeLimit;
            episode.Add(state, new StepRecord
            {
                Episode = index,
                Step = episode.Steps.Count,
                Image = picture.Png,
                PromptIds = prompt,
                OutputIds = said.Ids,
                LogProbabilities = [],
                ActionStart = said.ActionStart,
                FinishReason = FinishReason.Stop,
                Action = decision.Action,
                ActionText = said.ActionText,
                Legal = true,
                Reward = (float)outcome.Reward,
                Terminated = outcome.Terminated,
                Truncated = outcome.Truncated || (limit && !outcome.Terminated),
                ThoughtsTrue = options.Dialogue.ThoughtsTrue(said.Text, state),
                HeldOut = options.IsHeldOut(state),
                EpisodeSeed = seed,
                Info = outcome.Info,
            });
        }

        return episode;
    }

    /// <summary>Demonstrations never saw the reference's harness, whose first prompt of an episode shows the formula of the one before.</summary>
    private static TaskState Fresh(TaskState state) => state is PointsState { PreviousFormula: not null } points ? points with { PreviousFormula = null } : state;

    private Said Say(string answer)
    {
        if (!answers.TryGetValue(answer, out Said? said))
        {
            int[] ids = [.. tokenizer.Encode(answer, addSpecialTokens: false).Ids, tokenizer.EosId];
            DecodedText decoded = tokenizer.DecodeWithOffsets(ids);
            ParsedAction parsed = ActionParser.Parse(decoded.Text, environment.Actions);
            answers[answer] = said = new Said(decoded.Text, ids, Spans.ActionStart(decoded, parsed), parsed.Text);
        }

        return said;
    }

    private sealed record Said(string Text, int[] Ids, int ActionStart, string ActionText);
}
