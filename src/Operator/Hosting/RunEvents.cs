using k8s.Models;
using RL4VLM.Core.Manifest;
using RL4VLM.Operator.Reconciling;
using RL4VLM.Operator.Resources;
using RL4VLM.Operator.Runtime;

namespace RL4VLM.Operator.Hosting;

/// <summary>Events on the run.</summary>
internal sealed class RunEvents(EventRecorder recorder) : IRunEvents
{
    public void Record(RunResource run, RunEvent happened) => recorder.Record(
        new V1ObjectReference
        {
            ApiVersion = $"{RunManifest.Group}/{RunManifest.Version}",
            Kind = RunManifest.KindName,
            Name = run.Metadata.Name,
            NamespaceProperty = run.Metadata.NamespaceProperty,
            Uid = run.Metadata.Uid,
        },
        happened.Warning ? EventRecorder.Warning : EventRecorder.Normal, happened.Reason, happened.Message);
}
