using System.Reflection;
using TorchSharp.Compat;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A part of a model: named parameters, buffers and submodules, in the order of registration.</summary>
        public class Module : IDisposable
        {
            private readonly List<(string name, Module module)> submodules = [];
            private readonly List<(string name, Parameter parameter)> ownParameters = [];
            private readonly List<(string name, Tensor buffer, bool persistent)> ownBuffers = [];
            private readonly string name;
            private bool registered;
            private bool inTraining = true;

            protected Module(string name) => this.name = name;

            public virtual string GetName() => name;
            public virtual bool training => inTraining;

            public virtual void train(bool train = true)
            {
                inTraining = train;
                foreach (var (_, module) in submodules)
                    module.train(train);
            }

            public virtual void eval() => train(false);

            public virtual Module apply(Action<Module> fn)
            {
                foreach (var (_, module) in submodules)
                    module.apply(fn);
                fn(this);
                return this;
            }

            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var parameter in parameters())
                {
                    if (set_to_none)
                        parameter.grad = null;
                    else
                    {
                        using var gradient = parameter.grad;
                        gradient?.zero_();
                    }
                }
            }

            public virtual IEnumerable<(string name, Module module)> named_children() => submodules;
            public virtual IEnumerable<Module> children() => submodules.Select(s => s.module);

            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach (var (own, module) in submodules)
                {
                    yield return (own, module);
                    foreach (var (inner, below) in module.named_modules())
                        yield return ($"{own}.{inner}", below);
                }
            }

            public virtual IEnumerable<Module> modules() => named_modules().Select(m => m.module);

            /// <summary>Parameters with dotted names; one that is shared comes once.</summary>
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var seen = new HashSet<Parameter>(ReferenceEqualityComparer.Instance);
                foreach (var entry in ownParameters)
                    if (seen.Add(entry.parameter))
                        yield return entry;
                if (!recurse)
                    yield break;
                foreach (var (own, module) in submodules)
                    foreach (var (inner, parameter) in module.named_parameters())
                        if (seen.Add(parameter))
                            yield return ($"{own}.{inner}", parameter);
            }

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(p => p.parameter);

            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true)
            {
                foreach (var (own, buffer, persistent) in ownBuffers)
                    if (persistent || include_nonpersistent)
                        yield return (own, buffer);
                if (!recurse)
                    yield break;
                foreach (var (own, module) in submodules)
                    foreach (var (inner, buffer) in module.named_buffers(true, include_nonpersistent))
                        yield return ($"{own}.{inner}", buffer);
            }

            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) => named_buffers(recurse, include_nonpersistent).Select(b => b.buffer);

            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                string before = string.IsNullOrEmpty(prefix) ? "" : prefix + ".";
                foreach (var (own, parameter) in named_parameters())
                    destination.TryAdd(before + own, parameter);
                foreach (var (own, buffer) in named_buffers(true, include_nonpersistent: false))
                    destination.TryAdd(before + own, buffer);
                return destination;
            }

            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                var target = state_dict();
                var missing = target.Keys.Where(k => !source.ContainsKey(k) && skip?.Contains(k) != true).ToList();
                var unexpected = source.Keys.Where(k => !target.ContainsKey(k) && skip?.Contains(k) != true).ToList();
                if (strict && (missing.Count > 0 || unexpected.Count > 0))
                    throw new InvalidOperationException($"The loaded state_dict is not identical to the target dictionary. Missing: {string.Join(", ", missing)}; unexpected: {string.Join(", ", unexpected)}");
                using var grad = no_grad();
                foreach (var (key, tensor) in source)
                    if (skip?.Contains(key) != true && target.TryGetValue(key, out var to))
                        to.copy_(tensor);
                return (missing, unexpected);
            }

            public virtual bool has_parameter(string target) => named_parameters().Any(p => p.name == target);
            public virtual bool has_buffer(string target) => named_buffers().Any(b => b.name == target);
            public virtual Parameter? get_parameter(string target) => named_parameters().FirstOrDefault(p => p.name == target).parameter;
            public virtual Tensor? get_buffer(string target) => named_buffers().FirstOrDefault(b => b.name == target).buffer;

            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                if (tensor is null || tensor.IsInvalid)
                    throw new ArgumentNullException(nameof(tensor), "A null tensor cannot be registered as a buffer.");
                if (ownBuffers.Any(b => b.name == name))
                    throw new InvalidOperationException($"Tensor {name} is already registered.");
                ownBuffers.Add((name, tensor, persistent));
            }

            public virtual void register_parameter(string name, Parameter param)
            {
                if (param is null || param.IsInvalid)
                    throw new ArgumentNullException(nameof(param), "A null tensor cannot be registered as a parameter.");
                if (ownParameters.Any(p => p.name == name))
                    throw new InvalidOperationException($"Parameter {name} is already registered.");
                ownParameters.Add((name, param));
            }

            public void add_module(string name, Module module) => register_module(name, module);

            public virtual void register_module(string name, Module submodule)
            {
                if (submodule is null)
                {
                    submodules.RemoveAll(s => s.name == name);
                    return;
                }
                if (name.Contains('.', StringComparison.Ordinal))
                    throw new ArgumentException($"module name can't contain \".\", got: {name}");
                if (name.Length == 0)
                    throw new ArgumentException("module name can't be empty string \"\"");
                if (submodules.Any(s => s.name == name))
                    throw new InvalidOperationException($"Sub-module {name} is already registered.");
                submodule.RegisterComponents();
                submodules.Add((name, submodule));
            }

            /// <summary>Registers every field that is a module, a parameter or a tensor, under the field's name.</summary>
            protected virtual void RegisterComponents()
            {
                if (registered)
                    return;
                registered = true;
                foreach (var field in FieldsOf(GetType()))
                {
                    string own = field.Name;
                    if (submodules.Any(s => s.name == own) || ownParameters.Any(p => p.name == own) || ownBuffers.Any(b => b.name == own))
                        continue;
                    switch (field.GetValue(this))
                    {
                        case Module module:
                            register_module(own, module);
                            break;
                        case Parameter parameter:
                            register_parameter(own, parameter);
                            break;
                        case Tensor tensor:
                            register_buffer(own, tensor);
                            break;
                    }
                }
            }

            protected void ClearModules() => submodules.Clear();

            // Base classes first, each in order of declaration, as the package does.
            private static IEnumerable<FieldInfo> FieldsOf(Type type)
            {
                var chain = new Stack<Type>();
                for (var t = type; t is not null && t != typeof(Module); t = t.BaseType)
                    chain.Push(t);
                return chain.SelectMany(t => t.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly));
            }

            internal void Move(ScalarType? dtype, Device? device)
            {
                using var scope = NewDisposeScope();
                using var grad = no_grad();
                foreach (var tensor in named_parameters().Select(p => (Tensor)p.parameter).Concat(buffers()))
                {
                    var wanted = dtype is { } d && is_floating_point(tensor.dtype) ? d : tensor.dtype;
                    var moved = tensor.to(wanted, device ?? tensor.device);
                    var gradient = tensor.grad?.to(wanted, device ?? tensor.device);
                    Native.Check(Native.ts_set_data(tensor.Handle, moved.Handle));
                    if (gradient is not null)
                        tensor.grad = gradient;
                }
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (!disposing)
                    return;
                foreach (var (_, module) in submodules)
                    module.Dispose();
                foreach (var (_, parameter) in ownParameters)
                    parameter.Dispose();
                foreach (var (_, buffer, _) in ownBuffers)
                    buffer.Dispose();
            }
        }

        public interface IModule<T, TResult>
        {
            TResult call(T input1);
        }

        public abstract class Module<T, TResult> : Module, IModule<T, TResult>
        {
            protected Module(string name) : base(name)
            {
            }

            public abstract TResult forward(T input);
            public TResult call(T input) => forward(input);
        }

        public abstract class Module<T1, T2, TResult> : Module
        {
            protected Module(string name) : base(name)
            {
            }

            public abstract TResult forward(T1 input1, T2 input2);
            public TResult call(T1 input1, T2 input2) => forward(input1, input2);
        }

        public abstract class Module<T1, T2, T3, TResult> : Module
        {
            protected Module(string name) : base(name)
            {
            }

            public abstract TResult forward(T1 input1, T2 input2, T3 input3);
            public TResult call(T1 input1, T2 input2, T3 input3) => forward(input1, input2, input3);
        }

        public abstract class Module<T1, T2, T3, T4, TResult> : Module
        {
            protected Module(string name) : base(name)
            {
            }

            public abstract TResult forward(T1 input1, T2 input2, T3 input3, T4 input4);
            public TResult call(T1 input1, T2 input2, T3 input3, T4 input4) => forward(input1, input2, input3, input4);
        }
    }
}

public static class ModuleExtensionMethods
{
    public static T to<T>(this T module, torch.ScalarType type, bool non_blocking = false) where T : torch.nn.Module => Moved(module, type, null);
    public static T to<T>(this T module, torch.Device device, torch.ScalarType type, bool non_blocking = false) where T : torch.nn.Module => Moved(module, type, device);
    public static T to<T>(this T module, torch.Device device, bool non_blocking = false) where T : torch.nn.Module => Moved(module, null, device);
    public static T to<T>(this T module, DeviceType deviceType, int deviceIndex = -1, bool non_blocking = false) where T : torch.nn.Module => Moved(module, null, new torch.Device(deviceType, deviceIndex));
    public static T to<T>(this T module, string device, bool non_blocking = false) where T : torch.nn.Module => Moved(module, null, new torch.Device(device));
    public static T cpu<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => Moved(module, null, torch.CPU);
    public static T cuda<T>(this T module, int deviceIndex = -1, bool non_blocking = false) where T : torch.nn.Module => Moved(module, null, new torch.Device(DeviceType.CUDA, deviceIndex));

    private static T Moved<T>(T module, torch.ScalarType? type, torch.Device? device) where T : torch.nn.Module
    {
        module.Move(type, device);
        return module;
    }
}
