using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Authorization;
using RL4VLM.FakeKubernetes.Json;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Http;

/// <summary>"May I?": SelfSubjectAccessReview.</summary>
internal sealed class AccessReviews(RoleAuthorizer authorizer)
{
    public static KindInfo Info { get; } = new(new ResourceKind("authorization.k8s.io", "v1", "selfsubjectaccessreviews", "SelfSubjectAccessReview", false));

    public ApiResponse Answer(ApiRequest request, UserInfo user)
    {
        JsonObject review = RequestBody.Object(request, Info);
        JsonObject? attributes = review.At("spec", "resourceAttributes") as JsonObject;
        string path = review.At("spec", "nonResourceAttributes", "path").AsText() ?? "/";
        bool allowed = attributes is null
            ? authorizer.AllowsPath(user, review.At("spec", "nonResourceAttributes", "verb").AsText() ?? "get", path)
            : authorizer.Allows(user, new Permission(attributes.Text("verb") ?? "", attributes.Text("group") ?? "", Resource(attributes), attributes.Text("namespace") ?? "", attributes.Text("name") ?? ""));
        review["kind"] = Info.Kind.Kind;
        review["apiVersion"] = Info.Kind.ApiVersion;
        review["status"] = new JsonObject { ["allowed"] = allowed };
        return ApiResponse.Json(201, review);
    }

    private static string Resource(JsonObject attributes) => attributes.Text("subresource") is { Length: > 0 } sub
        ? $"{attributes.Text("resource")}/{sub}" : attributes.Text("resource") ?? "";
}
