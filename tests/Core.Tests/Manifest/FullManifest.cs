namespace RL4VLM.Core.Tests.Manifest;

/// <summary>A manifest that uses every part of the schema.</summary>
internal static class FullManifest
{
    public static readonly string[] Marks =
        ["nvidia.com/gpu\": \"1", "\"topologyKey\": \"kubernetes.io/hostname\"", "\"medium\": \"Memory\"", "\"claimName\": \"cache\"", "\"fieldPath\": \"status.podIP\"", "\"minimumWorkers\": 2"];

    public const string Text = """
        apiVersion: rl4vlm.io/v1alpha1
        kind: RL4VLMRun
        metadata:
          name: everything
          namespace: team-a
          labels: {example.com/team: a, empty: ""}
          annotations: {note: "a: b # c"}
        spec:
          seed: 0
          deterministic: true
          fidelity: corrected
          model:
            base: models/llava
            device: cuda
            dtype: bfloat16
            lora: {rank: 8, alpha: 16, dropout: 0, targets: [attention], vision: false, projector: true}
          tasks:
            - {name: points24, weight: 2.5, chainOfThought: false, options: {treatFaceCardsAs10: false, holdOut: 0.2, jitter: 1}}
            - {name: maze, remote: {image: "registry.example.com/maze:1", port: 8080}}
            - name: kitchen
              remote: {url: "http://kitchen:9000/v1"}
          sft: {demonstrations: {source: expert, episodes: 10, noise: 0.1, mistakes: 0.4}, epochs: 2, batchSize: 8, learningRate: 1.0e-4}
          ppo:
            iterations: 3
            valueWarmupIterations: 1
            learningRate: {initial: 1e-4, final: 0, schedule: linear, steps: 3, warmupSteps: 16}
          rollout:
            workers: 3
            environments: 8
            resources: {limits: {nvidia.com/gpu: 1, memory: 8Gi}, requests: {cpu: 500m}}
            podTemplate:
              labels: {tier: rollout}
              annotations: {example.com/note: "yes"}
              nodeSelector: {example.com/gpu: "true"}
              tolerations:
                - {key: nvidia.com/gpu, operator: Exists, effect: NoSchedule}
                - {key: spot, value: "true", tolerationSeconds: 60, effect: NoExecute}
              affinity:
                nodeAffinity:
                  requiredDuringSchedulingIgnoredDuringExecution:
                    nodeSelectorTerms: [{matchExpressions: [{key: zone, operator: In, values: [a, b]}]}]
                  preferredDuringSchedulingIgnoredDuringExecution:
                    - {weight: 10, preference: {matchFields: [{key: metadata.name, operator: NotIn, values: [n1]}]}}
                podAffinity:
                  preferredDuringSchedulingIgnoredDuringExecution:
                    - {weight: 1, podAffinityTerm: {topologyKey: zone, namespaces: [team-b]}}
                podAntiAffinity:
                  requiredDuringSchedulingIgnoredDuringExecution:
                    - topologyKey: kubernetes.io/hostname
                      labelSelector: {matchLabels: {app: x}, matchExpressions: [{key: app, operator: Exists}]}
              volumes:
                - {name: shm, emptyDir: {medium: Memory, sizeLimit: 1Gi}}
                - {name: cache, persistentVolumeClaim: {claimName: cache, readOnly: true}}
                - {name: settings, configMap: {name: settings, optional: true}}
                - {name: keys, secret: {secretName: keys}}
                - {name: disk, hostPath: {path: /mnt/disk, type: Directory}}
              volumeMounts:
                - {name: shm, mountPath: /dev/shm}
                - {name: keys, mountPath: /keys, subPath: a, readOnly: true}
              env:
                - {name: A, value: "1"}
                - {name: B, valueFrom: {secretKeyRef: {name: keys, key: b}}}
                - {name: C, valueFrom: {configMapKeyRef: {name: settings, key: c.txt, optional: true}}}
                - {name: D, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
              serviceAccountName: rollout
              priorityClassName: low
              imagePullSecrets: [{name: pull}]
              runtimeClassName: nvidia
          learner: {resources: {limits: {nvidia.com/gpu: "1"}}}
          evaluation: {every: 0, episodes: 5, temperature: 0, seeds: training, podTemplate: {priorityClassName: low}}
          storage:
            azureBlob: {accountUrl: "https://account.example.com", container: runs, connectionStringSecret: {name: azure, key: connection}}
            retention: {keepCheckpoints: 1}
            cache: {volumeClaim: {name: cache}}
          lifecycle: {suspend: true, activeDeadlineSeconds: 3600, ttlSecondsAfterFinished: 0, queueName: gpus, managedBy: example.com/other}
          failurePolicy: {maxRestarts: 0, stageTimeoutSeconds: 60, minimumWorkers: 2}
        """;
}
