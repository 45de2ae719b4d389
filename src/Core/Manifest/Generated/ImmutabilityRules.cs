using System.Text.Json.Nodes;
using RL4VLM.Core.Manifest.Schema;

namespace RL4VLM.Core.Manifest.Generated;

/// <summary>CEL rules at the schema's root: once a run has started, its fixed fields do not change (design section 3). One rule a field, so that each is named.</summary>
internal static class ImmutabilityRules
{
    public const string Fixed = "cannot change once the run has started";

    public const string MayGrow = "may only grow once the run has started";

    private const string NotStarted = "!has(oldSelf.status) || !has(oldSelf.status.startTime)";

    public static IEnumerable<JsonObject> All()
    {
        ManifestField spec = ManifestSchema.Root.Find("spec")!;
        return Of((ObjectShape)spec.Shape, "spec");
    }

    /// <summary>Keyed lists are equal in any order to the API server; to a run the order of its tasks matters.</summary>
    private static string Same(ManifestField field, string at) => field.Shape is ListShape { Key: { } key }
        ? $"(self.{at} == oldSelf.{at} && self.{at}.map(item, item.{key}) == oldSelf.{at}.map(item, item.{key}))"
        : $"self.{at} == oldSelf.{at}";

    private static IEnumerable<JsonObject> Of(ObjectShape record, string path)
    {
        foreach (ManifestField field in record.Fields.Where(field => !field.Mutable))
        {
            string at = $"{path}.{field.Name}";
            // Without a default the field may be absent, and has to be compared as a whole.
            bool always = field.Required || field.Default is not null;
            if (field.Shape is ObjectShape inner && always)
            {
                foreach (JsonObject rule in Of(inner, at)) yield return rule;
            }
            else if (field.Growing)
            {
                yield return SchemaWriter.Rule($"{NotStarted} || self.{at} >= oldSelf.{at}", MayGrow, at);
            }
            else
            {
                string same = always ? Same(field, at) : $"(has(self.{at}) == has(oldSelf.{at}) && (!has(self.{at}) || {Same(field, at)}))";
                yield return SchemaWriter.Rule($"{NotStarted} || {same}", Fixed, at);
            }
        }
    }
}
