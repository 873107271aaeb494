import { z } from 'zod';

const text = z.string().optional();
const truth = z.boolean().optional();
const texts = z.array(z.string()).optional();
const map = z.record(z.string(), z.string()).optional();
/** JSON of a proto writes a number as such or as text. */
const number = z
  .preprocess((v) => (typeof v === 'string' && /^-?\d{1,15}$/.test(v) ? Number(v) : v), z.int())
  .optional();
const many = <T extends z.ZodType>(item: T) => z.array(item).optional();
const one = <T extends z.ZodRawShape>(shape: T) => z.strictObject(shape).optional();

const ObjectMeta = one({
  annotations: map,
  clusterName: text,
  creationTimestamp: text,
  deletionGracePeriodSeconds: number,
  deletionTimestamp: text,
  finalizers: texts,
  generateName: text,
  generation: number,
  labels: map,
  name: text,
  namespace: text,
  ownerReferences: z.array(z.record(z.string(), z.unknown())).optional(),
  resourceVersion: text,
  selfLink: text,
  uid: text,
});

const Probe = one({
  failureThreshold: number,
  grpc: one({ port: number, service: text }),
  httpGet: one({
    host: text,
    httpHeaders: many(z.strictObject({ name: text, value: text })),
    path: text,
    port: number,
    scheme: text,
  }),
  initialDelaySeconds: number,
  periodSeconds: number,
  successThreshold: number,
  tcpSocket: one({ host: text, port: number }),
  timeoutSeconds: number,
});

const EnvVar = z.strictObject({
  name: text,
  value: text,
  valueFrom: one({
    secretKeyRef: one({
      key: text,
      name: text,
      optional: truth,
      localObjectReference: one({ name: text }),
    }),
  }),
});

const Container = z.strictObject({
  args: texts,
  command: texts,
  env: many(EnvVar),
  image: text,
  livenessProbe: Probe,
  name: text,
  ports: many(z.strictObject({ containerPort: number, name: text, protocol: text })),
  readinessProbe: Probe,
  resources: one({ limits: map, requests: map }),
  startupProbe: Probe,
  volumeMounts: many(
    z.strictObject({ mountPath: text, name: text, readOnly: truth, subPath: text }),
  ),
  workingDir: text,
});

const Volume = z.strictObject({
  name: text,
  csi: one({ driver: text, readOnly: truth, volumeAttributes: map }),
  emptyDir: one({ medium: text, sizeLimit: text }),
  nfs: one({ path: text, readOnly: truth, server: text }),
  secret: one({
    defaultMode: number,
    items: many(z.strictObject({ key: text, mode: number, path: text })),
    optional: truth,
    secretName: text,
  }),
});

/** `namespaces.jobs` as far as Cloud Run supports it. https://cloud.google.com/run/docs/reference/rest/v1/namespaces.jobs */
export const JobSchema = z.strictObject({
  apiVersion: text,
  kind: text,
  metadata: ObjectMeta,
  spec: one({
    runExecutionToken: text,
    startExecutionToken: text,
    template: one({
      metadata: ObjectMeta,
      spec: one({
        parallelism: number,
        taskCount: number,
        template: one({
          spec: one({
            containers: many(Container),
            maxRetries: number,
            nodeSelector: map,
            serviceAccountName: text,
            timeoutSeconds: number,
            volumes: many(Volume),
          }),
        }),
      }),
    }),
  }),
  // Read-only; clients send back what they got.
  status: z.record(z.string(), z.unknown()).optional(),
});
export type JobInput = z.infer<typeof JobSchema>;
export type ContainerInput = z.infer<typeof Container>;
export type VolumeInput = z.infer<typeof Volume>;

/** `namespaces.jobs.run`: what one execution does otherwise than its job says. */
export const RunJobSchema = z.strictObject({
  overrides: one({
    containerOverrides: many(
      z.strictObject({ args: texts, clearArgs: truth, env: many(EnvVar), name: text }),
    ),
    taskCount: number,
    timeoutSeconds: number,
  }),
});
