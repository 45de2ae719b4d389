namespace RL4VLM.Core.Manifest.Schema;

/// <summary>A rule between fields, checked here and, as CEL, by the API server; both give the same message.</summary>
/// <param name="Type">Record the rule is about.</param>
/// <param name="Fields">Fields read, relative to the record; if one of them does not fit, the rule is not checked.</param>
/// <param name="Field">Field the message is attached to, relative to the record; empty for the record.</param>
/// <param name="Cel">True when the rule holds; <c>self</c> is the record.</param>
/// <param name="Message">What must hold.</param>
/// <param name="Check">What was found when it does not hold; null when it does.</param>
public sealed record ManifestRule(Type Type, IReadOnlyList<string> Fields, string Field, string Cel, string Message, Func<object, string?> Check);
