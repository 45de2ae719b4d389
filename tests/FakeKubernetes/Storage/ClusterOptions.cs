using RL4VLM.FakeKubernetes.Admission;

namespace RL4VLM.FakeKubernetes.Storage;

/// <summary>How the cluster's storage behaves.</summary>
public sealed record ClusterOptions
{
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Given, uids and generated names are the same every time.</summary>
    public int? Seed { get; init; }

    /// <summary>Changes of each resource type that are remembered at least (twice as many at most).</summary>
    public int HistoryLimit { get; init; } = 4096;

    /// <summary>What custom resources must look like.</summary>
    public ISchemaGate SchemaGate { get; init; } = new DefinitionSchemaGate();

    /// <summary>Namespaces that exist from the start.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = ["default", "kube-system"];
}

/// <summary>How one write is done.</summary>
public sealed record WriteOptions
{
    public string FieldManager { get; init; } = "unknown";

    /// <summary>Who writes; "" for the cluster itself.</summary>
    public string User { get; init; } = "";

    /// <summary>Everything is checked and nothing stored.</summary>
    public bool DryRun { get; init; }

    public FieldValidation Validation { get; init; } = FieldValidation.Warn;

    /// <summary>Given, the managedFields of the result (server-side apply keeps its own books).</summary>
    public System.Text.Json.Nodes.JsonArray? ManagedFields { get; set; }

    /// <summary>Warning headers of the response.</summary>
    public List<string> Warnings { get; } = [];

    internal static WriteOptions Cluster => new() { FieldManager = "kube-controller-manager", Validation = FieldValidation.Ignore };
}

/// <summary>What to do about unknown fields.</summary>
public enum FieldValidation
{
    Ignore,
    Warn,
    Strict,
}

/// <summary>Body and query of a DELETE.</summary>
public sealed record DeleteOptions
{
    public Propagation? Propagation { get; init; }

    public long? GracePeriodSeconds { get; init; }

    public string? Uid { get; init; }

    public string? ResourceVersion { get; init; }

    public bool DryRun { get; init; }
}
