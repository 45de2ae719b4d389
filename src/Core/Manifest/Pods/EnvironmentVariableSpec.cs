using System.ComponentModel;
using RL4VLM.Core.Manifest.Schema;

namespace RL4VLM.Core.Manifest;

public sealed record EnvironmentVariableSpec
{
    [Description("Name of the variable."), RequiredField]
    [AllowedText(Pattern = Patterns.EnvironmentVariable, Meaning = Patterns.EnvironmentVariableMeaning)]
    public string Name { get; init; } = "";

    [Description("Its value. Not together with valueFrom."), AllowedText(MinimumLength = 0, MaximumLength = 4096)]
    public string? Value { get; init; }

    [Description("Where its value comes from. Not together with value.")]
    public EnvironmentVariableSource? ValueFrom { get; init; }
}

/// <summary>Exactly one source.</summary>
public sealed record EnvironmentVariableSource
{
    [Description("A key of a Secret.")]
    public ConfigurationKeyReference? SecretKeyRef { get; init; }

    [Description("A key of a ConfigMap.")]
    public ConfigurationKeyReference? ConfigMapKeyRef { get; init; }

    [Description("A field of the pod.")]
    public PodFieldReference? FieldRef { get; init; }
}

public sealed record ConfigurationKeyReference
{
    [Description("Name of the Secret or ConfigMap in the run's namespace."), RequiredField]
    [AllowedText(Pattern = Patterns.DnsSubdomain, Meaning = Patterns.DnsSubdomainMeaning)]
    public string Name { get; init; } = "";

    [Description("Key in it."), RequiredField, AllowedText(Pattern = Patterns.ConfigurationKey, Meaning = Patterns.ConfigurationKeyMeaning)]
    public string Key { get; init; } = "";

    [Description("The container may start without it.")]
    public bool Optional { get; init; }
}

public sealed record PodFieldReference
{
    [Description("Path of the field, for example status.podIP."), RequiredField, AllowedText(MaximumLength = 512)]
    public string FieldPath { get; init; } = "";
}
