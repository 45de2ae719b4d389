{{- define "rl4vlm.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{/* At most 50 characters, so that suffixes and the pods' own still fit into 63. */}}
{{- define "rl4vlm.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else if contains (include "rl4vlm.name" .) .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "rl4vlm.name" .) | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "rl4vlm.selectorLabels" -}}
app.kubernetes.io/name: {{ include "rl4vlm.name" . | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/component: operator
{{- end -}}

{{/* commonLabels can add, never change: selectors and the chart's own labels win. */}}
{{- define "rl4vlm.labels" -}}
{{- $own := dict
  "helm.sh/chart" (printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_")
  "app.kubernetes.io/version" .Chart.AppVersion
  "app.kubernetes.io/part-of" "rl4vlm"
  "app.kubernetes.io/managed-by" .Release.Service
-}}
{{- toYaml (merge $own (include "rl4vlm.selectorLabels" . | fromYaml) .Values.commonLabels) -}}
{{- end -}}

{{- define "rl4vlm.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "rl4vlm.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- required "serviceAccount.name must name an existing ServiceAccount when serviceAccount.create is false" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{/* dict "root" $ "image" {repository, tag, digest}: the image's reference. */}}
{{- define "rl4vlm.image" -}}
{{- $repository := .image.repository -}}
{{- with .root.Values.image.registry -}}
{{- $repository = printf "%s/%s" (trimSuffix "/" .) $repository -}}
{{- end -}}
{{- if .image.digest -}}
{{- printf "%s@%s" $repository .image.digest -}}
{{- else -}}
{{- printf "%s:%s" $repository (default .root.Chart.AppVersion .image.tag) -}}
{{- end -}}
{{- end -}}

{{/* What the operator does in a namespace with runs. The tests hold it to exactly this. */}}
{{- define "rl4vlm.rules" -}}
- apiGroups: [rl4vlm.io]
  resources: [rl4vlmruns]
  verbs: [get, list, watch, delete]  # delete: ttlSecondsAfterFinished
- apiGroups: [rl4vlm.io]
  resources: [rl4vlmruns/status]
  verbs: [patch]
# The objects it creates are owned by their run with blockOwnerDeletion. Clusters that enforce permissions on owner references
# (OwnerReferencesPermissionEnforcement, OpenShift) ask for this; no finalizer is ever set.
- apiGroups: [rl4vlm.io]
  resources: [rl4vlmruns/finalizers]
  verbs: [update]
- apiGroups: [batch]
  resources: [jobs]
  verbs: [get, list, watch, create, delete]
- apiGroups: [""]
  resources: [pods]
  verbs: [list, watch]
- apiGroups: [""]
  resources: [configmaps]
  verbs: [create]
- apiGroups: [""]
  resources: [events]
  verbs: [create, patch]
{{- end -}}

{{- define "rl4vlm.dnsEgress" -}}
- ports:
    - port: 53
      protocol: UDP
    - port: 53
      protocol: TCP
{{- end -}}
