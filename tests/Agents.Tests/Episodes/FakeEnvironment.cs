using RL4VLM.Core.Imaging;
using RL4VLM.Environments;
using RL4VLM.Environments.GymCards;

namespace RL4VLM.Agents.Tests.Episodes;

/// <summary>A number line of ten places: the seed is the distance to walk (modulo 5, plus 1). Counts what is asked of it.</summary>
internal sealed class FakeEnvironment(int? timeLimit = 12) : IEnvironment
{
    private NumberLineState state = new(0, 1, 0, 0);

    public int Renders { get; private set; }

    public List<ulong> Seeds { get; } = [];

    public string Task => "numberline";

    public string Version => "fake/1";

    public IReadOnlyList<string> Actions { get; } = ["-", "+"];

    public int? TimeLimit => timeLimit;

    public TaskState State => state;

    public void Reset(ulong seed)
    {
        Seeds.Add(seed);
        state = new NumberLineState(0, (int)(seed % 5) + 1, 0, 0);
    }

    public StepOutcome Step(int action) => After(state with { Current = Math.Max(0, state.Current + (action == 1 ? 1 : -1)), StepsMade = state.StepsMade + 1 }, action == 1 ? 0 : -1);

    public StepOutcome StepIllegal() => After(state with { StepsMade = state.StepsMade + 1 }, -1);

    public RgbImage Render()
    {
        Renders++;
        byte[] pixels = new byte[4 * 4 * 3];
        pixels[0] = pixels[1] = pixels[2] = 9;
        pixels[3] = (byte)state.Current;
        pixels[4] = (byte)state.Target;
        return new RgbImage(4, 4, pixels);
    }

    private StepOutcome After(NumberLineState next, double otherwise)
    {
        state = next;
        bool there = state.Current == state.Target;
        return new StepOutcome(
            there ? 1 : otherwise, there, !there && state.StepsMade >= timeLimit,
            new Dictionary<string, string> { ["Current"] = $"{state.Current}" });
    }
}
