using TorchSharp.Modules;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public interface ILearningRateController
            {
                double LearningRate { get; set; }
                double InitialLearningRate { get; set; }
            }

            public abstract class Optimizer : IDisposable
            {
                internal Optimizer()
                {
                }

                public abstract IEnumerable<ILearningRateController> ParamGroups { get; }
                public abstract IEnumerable<Parameter> parameters();
                public abstract Tensor step(Func<Tensor>? closure = null);

                public virtual void zero_grad()
                {
                    foreach (var parameter in parameters())
                        parameter.grad = null;
                }

                /// <summary>Options and per-parameter state, in the order of the parameters.</summary>
                public class StateDictionary
                {
                    internal StateDictionary()
                    {
                    }

                    public List<OptimizerOptions> Options { get; private set; } = [];
                    public List<OptimizerState> State { get; private set; } = [];
                    public List<List<int>> StateIndexRef { get; private set; } = [];
                }

                public abstract StateDictionary state_dict();

                public void Dispose()
                {
                    Dispose(true);
                    GC.SuppressFinalize(this);
                }

                protected abstract void Dispose(bool disposing);
            }

            public static Adam Adam(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            public static AdamW AdamW(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);
        }
    }
}

namespace TorchSharp.Modules
{
    public class OptimizerOptions
    {
        public double? LearningRate { get; set; }
        public double InitialLearningRate { get; set; }
    }

    public abstract class OptimizerState
    {
        private protected readonly Parameter Owner;

        private protected OptimizerState(Parameter parameter) => Owner = parameter;
    }

    public class ParamGroup<TOptions> : torch.optim.ILearningRateController where TOptions : OptimizerOptions
    {
        internal ParamGroup(IEnumerable<Parameter> parameters, TOptions options) => (Parameters, Options) = ([.. parameters], options);

        public IEnumerable<Parameter> Parameters { get; }
        public TOptions Options { get; }

        public double LearningRate
        {
            get => Options.LearningRate!.Value;
            set => Options.LearningRate = value;
        }

        public double InitialLearningRate
        {
            get => Options.InitialLearningRate;
            set => Options.InitialLearningRate = value;
        }
    }

    /// <summary>Adam: exponential averages of gradients and squares, with bias correction; weight decay is added to the gradient.</summary>
    public class Adam(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
        : AdamBase(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)
    {
        private protected override bool Decoupled => false;
    }

    /// <summary>AdamW: weight decay shrinks the weights instead of joining the gradient.</summary>
    public class AdamW(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
        : AdamBase(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)
    {
        private protected override bool Decoupled => true;
    }

    /// <summary>What <see cref="Adam"/> and <see cref="AdamW"/> share.</summary>
    public abstract class AdamBase : torch.optim.Optimizer
    {
        private readonly ParamGroup<Options> group;
        private readonly Dictionary<Parameter, State> states = new(ReferenceEqualityComparer.Instance);

        private protected AdamBase(IEnumerable<Parameter> parameters, double lr, double beta1, double beta2, double eps, double weight_decay, bool amsgrad, bool maximize)
        {
            group = new(parameters, new Options { LearningRate = lr, InitialLearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay, amsgrad = amsgrad, maximize = maximize });
            foreach (var parameter in group.Parameters)
                states[parameter] = new State(parameter);
        }

        private protected abstract bool Decoupled { get; }

        public override IEnumerable<torch.optim.ILearningRateController> ParamGroups => [group];
        public override IEnumerable<Parameter> parameters() => group.Parameters;

        public override StateDictionary state_dict()
        {
            var all = new StateDictionary();
            all.Options.Add(group.Options);
            all.State.AddRange(group.Parameters.Select(p => (OptimizerState)states[p]));
            all.StateIndexRef.Add([.. Enumerable.Range(0, all.State.Count)]);
            return all;
        }

        public override torch.Tensor step(Func<torch.Tensor>? closure = null)
        {
            torch.Tensor? loss = closure?.Invoke();
            using var scope = torch.NewDisposeScope();
            using var quiet = torch.no_grad();
            var o = group.Options;
            double lr = o.LearningRate!.Value, b1 = o.beta1!.Value, b2 = o.beta2!.Value, decay = o.weight_decay!.Value;
            foreach (var parameter in group.Parameters)
            {
                if (parameter.grad is not { } gradient)
                    continue;
                var state = states[parameter];
                state.step++;
                if (o.maximize == true)
                    gradient = gradient.neg();
                if (decay != 0 && Decoupled)
                    parameter.mul_(1 - lr * decay);
                else if (decay != 0)
                    gradient = gradient.add(parameter, decay);
                state.exp_avg.mul_(b1).add_(gradient, 1 - b1);
                state.exp_avg_sq.mul_(b2).addcmul_(gradient, gradient, 1 - b2);
                var second = state.exp_avg_sq;
                if (o.amsgrad == true)
                {
                    state.max_exp_avg_sq ??= second.zeros_like().DetachFromDisposeScope();
                    second = state.max_exp_avg_sq;
                    second.copy_(second.maximum(state.exp_avg_sq));
                }
                var denominator = (second.sqrt() / Math.Sqrt(1 - Math.Pow(b2, state.step))).add_(o.eps!.Value);
                parameter.addcdiv_(state.exp_avg, denominator, -lr / (1 - Math.Pow(b1, state.step)));
            }
            return loss!;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                foreach (var state in states.Values)
                    state.Dispose();
        }

        /// <summary>Steps taken and both averages; writable, so that a run can resume.</summary>
        public sealed class State : OptimizerState, IDisposable
        {
            public long step;
            public torch.Tensor exp_avg;
            public torch.Tensor exp_avg_sq;
            public torch.Tensor? max_exp_avg_sq;

            internal State(Parameter parameter) : base(parameter)
            {
                using var quiet = torch.no_grad();
                exp_avg = parameter.zeros_like().DetachFromDisposeScope();
                exp_avg_sq = parameter.zeros_like().DetachFromDisposeScope();
            }

            public void Dispose()
            {
                exp_avg.Dispose();
                exp_avg_sq.Dispose();
                max_exp_avg_sq?.Dispose();
            }
        }

        public class Options : OptimizerOptions
        {
            public double? beta1;
            public double? beta2;
            public double? weight_decay;
            public double? eps;
            public bool? amsgrad;
            public bool? maximize;
        }
    }
}
