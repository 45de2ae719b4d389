using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Json;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Admission;

/// <summary>The rules of leases.</summary>
internal sealed class LeaseAdmission : IKindAdmission
{
    public void Default(AdmissionRequest request)
    {
    }

    public void Validate(AdmissionRequest request, FieldErrors errors)
    {
        JsonObject? spec = request.Object.Map("spec");
        if (spec.Member("leaseDurationSeconds") is { } duration && duration.AsNumber() is null or <= 0) errors.Invalid("spec.leaseDurationSeconds", duration, "must be greater than 0");
        if (spec.Number("leaseTransitions") < 0) errors.Invalid("spec.leaseTransitions", spec.Member("leaseTransitions"), "must be greater than or equal to 0");
        foreach (string key in (ReadOnlySpan<string>)["acquireTime", "renewTime"])
        {
            if (spec.Text(key) is { } time && !IsMicroTime(time))
            {
                throw ApiErrors.BadRequest($"Lease in version \"v1\" cannot be handled as a Lease: parsing time \"{time}\" as \"2006-01-02T15:04:05.000000Z07:00\": cannot parse");
            }
        }
    }

    /// <summary>Go's RFC3339Micro: six digits after the point.</summary>
    private static bool IsMicroTime(string text) => DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out _)
        && text.IndexOf('.') is var point and > 0 && text.AsSpan(point + 1).IndexOfAnyExceptInRange('0', '9') == 6;
}
