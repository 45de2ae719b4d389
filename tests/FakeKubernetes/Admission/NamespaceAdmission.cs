using RL4VLM.FakeKubernetes.Json;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Admission;

/// <summary>A namespace is active from the start and carries its name as a label.</summary>
internal sealed class NamespaceAdmission : IKindAdmission
{
    public void Default(AdmissionRequest request)
    {
        if (request.Status) return;
        request.Object.Map("metadata")!.Ensure("labels")["kubernetes.io/metadata.name"] = request.Object.At("metadata", "name").AsText();
        if (request.Creates) request.Object.Ensure("status")["phase"] = "Active";
    }

    public void Validate(AdmissionRequest request, FieldErrors errors)
    {
    }
}
