using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Admission;

/// <summary>The rules of one kind. Runs inside the store's atomic step.</summary>
public interface IKindAdmission
{
    /// <summary>Fills in what the API fills in.</summary>
    void Default(AdmissionRequest request);

    void Validate(AdmissionRequest request, FieldErrors errors);
}

/// <summary>A write on its way in.</summary>
/// <param name="Kind">Resource.</param>
/// <param name="Object">As it would be stored; defaulting changes it in place.</param>
/// <param name="Old">What is replaced; null for a new one. Not to be changed.</param>
/// <param name="Namespace">The namespace's object; null for a cluster-scoped one.</param>
/// <param name="Status">Whether only status is written.</param>
/// <param name="Warn">Takes a warning for the client.</param>
public sealed record AdmissionRequest(
    KindInfo Kind, JsonObject Object, JsonObject? Old, JsonObject? Namespace, bool Status, Action<string> Warn)
{
    public bool Creates => Old is null;
}
