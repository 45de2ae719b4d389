namespace RL4VLM.FakeKubernetes.Storage;

/// <summary>Failures in the API server's words.</summary>
internal static class ApiErrors
{
    public static ApiException NotFound(KindInfo info, string name) =>
        new(404, "NotFound", $"{info.QualifiedPlural} \"{name}\" not found");

    public static ApiException AlreadyExists(KindInfo info, string name) =>
        new(409, "AlreadyExists", $"{info.QualifiedPlural} \"{name}\" already exists");

    public static ApiException Conflict(KindInfo info, string name) => new(409, "Conflict",
        $"Operation cannot be fulfilled on {info.QualifiedPlural} \"{name}\": the object has been modified; please apply your changes to the latest version and try again");

    public static ApiException Precondition(KindInfo info, string name, string what, string wanted, string found) => new(409, "Conflict",
        $"Operation cannot be fulfilled on {info.QualifiedPlural} \"{name}\": Precondition failed: {what} in precondition: {wanted}, {what} in object meta: {found}");

    public static ApiException BadRequest(string message) => new(400, "BadRequest", message);

    public static ApiException Forbidden(KindInfo info, string name, string message) =>
        new(403, "Forbidden", $"{info.QualifiedPlural} \"{name}\" is forbidden: {message}");

    public static ApiException Expired(string message) => new(410, "Expired", message);

    public static ApiException TooOld(long asked, long oldest) => Expired($"too old resource version: {asked} ({oldest})");

    public static ApiException Invalid(KindInfo info, string name, FieldErrors errors)
    {
        string[] messages = [.. errors.Causes.Select(cause => $"{cause.Field}: {cause.Message}").Distinct()];
        string all = messages.Length == 1 ? messages[0] : $"[{string.Join(", ", messages)}]";
        return new ApiException(422, "Invalid", $"{info.QualifiedKind} \"{name}\" is invalid: {all}", errors.Causes);
    }
}
