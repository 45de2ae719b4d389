using System.Runtime.Serialization;
using System.Text.Json.Serialization;

namespace k8s;

[JsonConverter(typeof(JsonStringEnumConverter<WatchEventType>))]
public enum WatchEventType
{
    [EnumMember(Value = "ADDED")]
    [JsonStringEnumMemberName("ADDED")]
    Added,

    [EnumMember(Value = "MODIFIED")]
    [JsonStringEnumMemberName("MODIFIED")]
    Modified,

    [EnumMember(Value = "DELETED")]
    [JsonStringEnumMemberName("DELETED")]
    Deleted,

    /// <summary>Arrives at <c>onError</c> as a <see cref="KubernetesException"/>, not as an event.</summary>
    [EnumMember(Value = "ERROR")]
    [JsonStringEnumMemberName("ERROR")]
    Error,

    /// <summary>Its object carries nothing but the resource version from which a later watch may go on.</summary>
    [EnumMember(Value = "BOOKMARK")]
    [JsonStringEnumMemberName("BOOKMARK")]
    Bookmark,
}
