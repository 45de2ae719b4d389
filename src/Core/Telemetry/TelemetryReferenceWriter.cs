using System.Text;

namespace RL4VLM.Core.Telemetry;

/// <summary>Writes docs/telemetry.md from the table.</summary>
public static class TelemetryReferenceWriter
{
    private const string Introduction = """
        <!-- Generated from src/Core/Telemetry by `rl4vlm crd`. -->
        # Telemetry

        Off by default. `rl4vlm run`, the operator and the stages' programs export traces and metrics by OTLP as soon as `OTEL_EXPORTER_OTLP_ENDPOINT` (or the
        variable of one signal, `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`, `OTEL_EXPORTER_OTLP_METRICS_ENDPOINT`) is set. The standard variables apply:
        `OTEL_EXPORTER_OTLP_PROTOCOL` (`grpc`, the default, or `http/protobuf`), `…_HEADERS`, `…_TIMEOUT`, `OTEL_SERVICE_NAME`, `OTEL_RESOURCE_ATTRIBUTES`
        (k8s resource attributes go here), `OTEL_TRACES_SAMPLER`, `OTEL_BSP_*`, `OTEL_METRIC_EXPORT_INTERVAL` (here 10 s when not set),
        `OTEL_TRACES_EXPORTER=none`, `OTEL_METRICS_EXPORTER=none`, `OTEL_SDK_DISABLED`.

        A collector that refuses, hangs or dies neither fails nor holds up the work: queues are bounded, what does not fit is dropped, the last
        flush takes at most 5 s, and a process warns once. Nothing of it goes into an artifact but the trace context in `_commit.json`.

        In a cluster the operator's variables are enough: it passes them on to its stages' pods, except `OTEL_SERVICE_NAME`, `OTEL_RESOURCE_ATTRIBUTES` and
        what may be secret or a file of its own (`…_HEADERS`, `…_CERTIFICATE`, `…_CLIENT_KEY`, a URL with a password); a pod's resource attributes are
        `k8s.namespace.name`, `k8s.pod.name`, `k8s.pod.uid`, `k8s.node.name`, `k8s.job.name` and `k8s.container.name`. A run's `podTemplate.env` wins over all of
        them: headers go there, from a Secret, and an endpoint that is not the operator's.

        `rl4vlm run --trace FILE` writes the same spans to a file as OTLP JSON, one export request per line.

        Names follow OpenTelemetry's GenAI conventions (`gen_ai.*`) and its proposal for reinforcement learning (`rl.*`,
        open-telemetry/semantic-conventions-genai issue 88, as of 2026-03-26); what neither has is `rl4vlm.*`. The scope of spans and metrics is `RL4VLM`.

        ## Spans

        Each iteration, and the setup, is one trace. Its root is a span that ends at once; its context is every stage's parent (`TRACEPARENT` for a
        process). An iteration's evaluation belongs to its trace. A run that is continued keeps the trace of an iteration of which something is
        committed: its stages then lie under the committed stage's span. All spans are of kind internal.

        The operator exports an iteration's root (for at most 1 s; after a failure it does not wait for 30 s) before it writes its context to
        `status.traces`, and writes the status before it creates a Job: whenever it is killed, no span's parent is missing. What it may lose are spans of
        its own that were still in the queue (`OTEL_BSP_SCHEDULE_DELAY`), and a kill between export and status write leaves a root alone in its trace. A
        trace that began stays an iteration's own through suspension, restarts and changes of leader. Where evaluations lag 64 iterations behind, those
        in between get a second trace.

        The times of the operator's spans are the API's, whole seconds rounded down, by the clocks of nodes and API server: a span begins with its first second and
        ends with the end of its last one, so neighbours overlap by up to a second. Of a Job with more than 32 pods those that started last have spans. A
        pod that was deleted before its Job ended has none: its time counts as its successor's wait.


        """;

    public static string Write()
    {
        var text = new StringBuilder(Introduction);
        text.Append("| span | under | what it is | attributes |\n|---|---|---|---|\n");
        foreach (SpanDefinition span in TelemetryTable.Spans)
        {
            text.Append($"| `{span.Name}` | {(span.Parent.Length == 0 ? "(root)" : span.Parent)} | {span.Description} | {Keys(span.Attributes)} |\n");
        }

        text.Append("\n## Attributes\n\n| attribute | type | what it is |\n|---|---|---|\n");
        foreach (AttributeDefinition attribute in TelemetryTable.Attributes) text.Append($"| `{attribute.Name}` | {attribute.Type} | {attribute.Description} |\n");
        text.Append("\n## Metrics\n\nIn Prometheus a name's dots are underscores, its unit is spelled out, and a counter ends in `_total`; the tables give that name.\n");
        Section(text, "Of the stages", "From the stages' summaries ([metrics.md](metrics.md) defines each), when a stage commits. The iteration is a value, never a label. "
            + "Exemplars carry the trace of the measurement.", TelemetryTable.Metrics);
        Section(text, "Of the runs", "By the operator, by OTLP and at `/metrics`, for every run whose resource exists. The dashboards read these: curves do not end with a pod.",
            RunMetricTable.All);
        Section(text, "Of the operator", "By OTLP and at `/metrics`.", OperatorMetricTable.All);
        text.Append($"\nNo metric has another label than {Keys(MetricLabels.Allowed)}.\n");
        return text.ToString();
    }

    private static void Section(StringBuilder text, string title, string about, IEnumerable<MetricDefinition> metrics)
    {
        text.Append($"\n### {title}\n\n{about}\n\n| metric | in Prometheus | kind | unit | what it is | labels |\n|---|---|---|---|---|---|\n");
        foreach (MetricDefinition metric in metrics)
        {
            text.Append($"| `{metric.Name}` | `{PrometheusName.Of(metric)}` | {metric.Kind.ToString().ToLowerInvariant()} | `{metric.Unit}` | {metric.Description} | {Keys(metric.Labels)} |\n");
        }
    }

    private static string Keys(IEnumerable<string> keys) => string.Join(", ", keys.Select(key => $"`{key}`"));
}
