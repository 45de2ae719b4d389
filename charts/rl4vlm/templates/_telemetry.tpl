{{/* OpenTelemetry's variables for the operator. It passes them on to stages, but for what is its own: resource attributes and headers. */}}
{{- define "rl4vlm.telemetryEnvironment" -}}
- name: K8S_POD_UID
  valueFrom:
    fieldRef:
      fieldPath: metadata.uid
- name: K8S_NODE_NAME
  valueFrom:
    fieldRef:
      fieldPath: spec.nodeName
# Kubernetes replaces $(…) by the variables above.
- name: OTEL_RESOURCE_ATTRIBUTES
  value: {{ include "rl4vlm.resourceAttributes" . | quote }}
{{- with .Values.telemetry }}
{{- if .endpoint }}
- name: OTEL_EXPORTER_OTLP_ENDPOINT
  value: {{ .endpoint | quote }}
- name: OTEL_EXPORTER_OTLP_PROTOCOL
  value: {{ .protocol | quote }}
{{- with .sampler }}
- name: OTEL_TRACES_SAMPLER
  value: {{ . | quote }}
{{- end }}
{{- with .samplerArgument }}
- name: OTEL_TRACES_SAMPLER_ARG
  value: {{ . | quote }}
{{- end }}
{{- with .headersSecret }}
{{- if .name }}
- name: OTEL_EXPORTER_OTLP_HEADERS
  valueFrom:
    secretKeyRef:
      name: {{ .name | quote }}
      key: {{ .key | quote }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "rl4vlm.resourceAttributes" -}}
{{- $attributes := list
  "service.instance.id=$(K8S_POD_UID)"
  "k8s.namespace.name=$(RL4VLM_LEASE_NAMESPACE)"
  "k8s.pod.name=$(RL4VLM_IDENTITY)"
  "k8s.pod.uid=$(K8S_POD_UID)"
  "k8s.node.name=$(K8S_NODE_NAME)"
  "k8s.container.name=operator"
-}}
{{- range $name, $value := .Values.telemetry.resourceAttributes -}}
{{- $attributes = append $attributes (printf "%s=%s" $name $value) -}}
{{- end -}}
{{- join "," $attributes -}}
{{- end -}}

{{/* The port of telemetry.endpoint; without one, that of its scheme. */}}
{{- define "rl4vlm.telemetryPort" -}}
{{- $authority := regexFind "^https?://[^/]+" .Values.telemetry.endpoint -}}
{{- $port := regexFind ":[0-9]+$" $authority -}}
{{- if $port -}}
{{- trimPrefix ":" $port -}}
{{- else -}}
{{- ternary "443" "80" (hasPrefix "https" $authority) -}}
{{- end -}}
{{- end -}}

{{/* Egress to the collector, empty without one. */}}
{{- define "rl4vlm.telemetryEgress" -}}
{{- if .Values.telemetry.endpoint -}}
- ports:
    - port: {{ include "rl4vlm.telemetryPort" . }}
      protocol: TCP
  {{- with .Values.telemetry.peers }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}
{{- end -}}
