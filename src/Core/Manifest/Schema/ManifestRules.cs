using System.Globalization;
using RL4VLM.Core.Manifest.Reading;

namespace RL4VLM.Core.Manifest.Schema;

/// <summary>All rules between fields.</summary>
public static class ManifestRules
{
    public static IReadOnlyList<ManifestRule> All { get; } =
    [
        ExactlyOne<ModelSpec>("(a model trained from scratch, a checkpoint to start from)", ("preset", m => m.Preset), ("base", m => m.Base)),
        Rule<TaskSpec>(["name", "remote"], "name",
            $"self.name in [{string.Join(", ", TaskSpec.BuiltIn.Select(name => $"'{name}'"))}] != has(self.remote)",
            $"must be {string.Join(", ", TaskSpec.BuiltIn)}, or a name of your own together with remote",
            task => TaskSpec.BuiltIn.Contains(task.Name) != (task.Remote is not null) ? null
                : task.Remote is not null ? $"found \"{task.Name}\", which is built in, with remote"
                : $"found \"{task.Name}\"{Suggestions.ForValue(task.Name, TaskSpec.BuiltIn)}"),
        Rule<TaskSpec>(["chainOfThought", "options.stateDifference"], "options.stateDifference",
            "!self.options.stateDifference || self.chainOfThought", "the difference is a thought: it goes with chainOfThought: true",
            task => !task.Options.StateDifference || task.ChainOfThought ? null : "found true with chainOfThought: false"),
        ExactlyOne<RemoteSpec>("(a server that runs already, a server to start)", ("url", r => r.Url), ("image", r => r.Image)),
        Rule<RemoteSpec>(["image", "port"], "port", "has(self.image) == has(self.port)", "port goes with image: give both, or url alone",
            remote => (remote.Image is not null) == remote.Port.HasValue ? null : remote.Port is { } port ? $"found {Text(port)} without image" : "is missing"),
        Rule<DemonstrationSpec>(["source", "path"], "path", "(self.source == 'dataset') == has(self.path)", "path goes with source: dataset",
            demonstrations => (demonstrations.Source == DemonstrationSource.Dataset) == (demonstrations.Path is not null) ? null
                : demonstrations.Path is null ? "is missing" : "found a path with source: expert"),
        Rule<LearningRateSpec>(["initial", "final", "schedule"], "final", "self.schedule == 'constant' || self.final <= self.initial",
            "must not be more than initial, unless schedule is constant",
            rate => rate.Schedule == LearningRateSchedule.Constant || rate.Final <= rate.Initial ? null : $"found {Allowed.Number(rate.Final)} with initial {Allowed.Number(rate.Initial)}"),
        Rule<StorageSpec>(["directory", "azureBlob"], "", "!(has(self.directory) && has(self.azureBlob))", "give one of directory and azureBlob",
            storage => storage is { Directory: not null, AzureBlob: not null } ? "found both" : null),
        ExactlyOne<CacheSpec>("", ("hostPath", c => c.HostPath), ("volumeClaim", c => c.VolumeClaim)),
        Rule<RunSpec>(["failurePolicy.minimumWorkers", "rollout.workers"], "failurePolicy.minimumWorkers",
            "!has(self.failurePolicy.minimumWorkers) || self.failurePolicy.minimumWorkers <= self.rollout.workers", "must not be more than spec.rollout.workers",
            spec => spec.FailurePolicy.MinimumWorkers is { } minimum && minimum > spec.Rollout.Workers ? $"found {Text(minimum)} with {Text(spec.Rollout.Workers)} workers" : null),
        Rule<RunSpec>(["model", "tasks", "fidelity"], "model",
            "!has(self.model.preset) || self.model.preset != 'cnn' || (!has(self.model.lora) && self.fidelity == 'corrected' && self.tasks.all(t, !t.chainOfThought))",
            "preset: cnn answers with an action alone: give every task chainOfThought: false, leave out lora, and keep fidelity: corrected",
            spec => spec.Model.Preset != ModelPreset.Cnn ? null
                : spec.Model.Lora is not null ? "found preset: cnn with lora"
                : spec.Fidelity == Fidelity.Paper ? "found preset: cnn with fidelity: paper"
                : spec.Tasks.FirstOrDefault(task => task.ChainOfThought) is { } task ? $"found preset: cnn with chainOfThought of {task.Name}" : null),
        ExactlyOne<VolumeSpec>("", ("emptyDir", v => v.EmptyDir), ("persistentVolumeClaim", v => v.PersistentVolumeClaim), ("configMap", v => v.ConfigMap),
            ("secret", v => v.Secret), ("hostPath", v => v.HostPath)),
        Rule<PodTemplateSpec>(["volumes", "volumeMounts"], "volumeMounts",
            "!has(self.volumeMounts) || self.volumeMounts.all(m, has(self.volumes) && self.volumes.exists(v, v.name == m.name))",
            "every mount needs a volume of that name in volumes",
            pod => pod.VolumeMounts?.FirstOrDefault(mount => pod.Volumes?.Any(volume => volume.Name == mount.Name) != true) is { } mount ? $"found a mount of \"{mount.Name}\"" : null),
        Rule<EnvironmentVariableSpec>(["value", "valueFrom"], "", "!(has(self.value) && has(self.valueFrom))", "give one of value and valueFrom",
            variable => variable is { Value: not null, ValueFrom: not null } ? "found both" : null),
        ExactlyOne<EnvironmentVariableSource>("", ("secretKeyRef", s => s.SecretKeyRef), ("configMapKeyRef", s => s.ConfigMapKeyRef), ("fieldRef", s => s.FieldRef)),
    ];

    private static readonly Lazy<ILookup<Type, ManifestRule>> ByType = new(() => All.ToLookup(rule => rule.Type));

    public static IEnumerable<ManifestRule> Of(Type type) => ByType.Value[type];

    private static ManifestRule Rule<T>(string[] fields, string field, string cel, string message, Func<T, string?> check) =>
        new(typeof(T), fields, field, cel, message, record => check((T)record));

    private static ManifestRule ExactlyOne<T>(string meaning, params (string Name, Func<T, object?> Get)[] fields)
    {
        string[] names = [.. fields.Select(field => field.Name)];
        string cel = names.Length == 2
            ? $"has(self.{names[0]}) != has(self.{names[1]})"
            : $"[{string.Join(", ", names.Select(name => $"has(self.{name})"))}].filter(given, given).size() == 1";
        string list = $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}";
        return Rule<T>(names, "", cel, $"give exactly one of {list}{(meaning.Length == 0 ? "" : " " + meaning)}", record =>
        {
            string[] given = [.. fields.Where(field => field.Get(record) is not null).Select(field => field.Name)];
            return given.Length == 1 ? null : given.Length == 0 ? "found none of them" : $"found {string.Join(" and ", given)}";
        });
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
