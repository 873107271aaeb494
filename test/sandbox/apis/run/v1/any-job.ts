import fc from 'fast-check';
import type { JobRef } from '../../../../../sandbox/apis/run/job-ref.ts';
import { withDefaults } from '../../../../../sandbox/apis/run/jobs/with-defaults.ts';
import { readMessage } from '../../../../../sandbox/apis/run/v2/read-message.ts';

/** Where the job of these tests is. */
export const REF: JobRef = {
  project: {
    id: 'payments-prod',
    number: '310000000001',
    parent: 'organizations/1',
    displayName: '',
    created: 0,
    services: new Set(),
  },
  location: 'us-central1',
  name: 'nightly',
};

const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
const words = fc.array(word, { minLength: 1, maxLength: 3 });
const map = fc.dictionary(word, fc.string(), { minKeys: 1, maxKeys: 3 });
const secret = fc.oneof(
  word,
  word.map((name) => `projects/310000000003/secrets/${name}`),
);
const version = fc.constantFrom('latest', '3');
const partly = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(model, { requiredKeys: [] });

const probe = fc.oneof(
  partly({ periodSeconds: fc.nat(), httpGet: partly({ path: word, port: fc.nat() }) }),
  partly({
    failureThreshold: fc.nat(),
    tcpSocket: fc.record({ port: fc.integer({ min: 1, max: 9 }) }),
  }),
  partly({ initialDelaySeconds: fc.nat(), grpc: partly({ port: fc.nat(), service: word }) }),
);
const container = partly({
  name: word,
  image: word,
  args: words,
  command: words,
  env: fc.array(
    fc.oneof(
      fc.record({ name: word, value: fc.string() }),
      fc.record({
        name: word,
        valueSource: fc.record({ secretKeyRef: fc.record({ secret, version }) }),
      }),
    ),
  ),
  resources: partly({
    limits: fc.record({ cpu: fc.constantFrom('1', '2000m'), memory: fc.constant('1Gi') }),
    cpuIdle: fc.boolean(),
    startupCpuBoost: fc.boolean(),
  }),
  ports: fc.array(fc.record({ containerPort: fc.integer({ min: 1, max: 65535 }), name: word })),
  volumeMounts: fc.array(fc.record({ name: word, mountPath: word })),
  workingDir: word,
  startupProbe: probe,
  livenessProbe: probe,
});
const volume = fc.oneof(
  fc.record({
    name: word,
    secret: fc.record({ secret, items: fc.array(fc.record({ path: word, version })) }),
  }),
  fc.record({
    name: word,
    emptyDir: fc.record({ medium: fc.constant('MEMORY'), sizeLimit: word }),
  }),
  fc.record({ name: word, nfs: fc.record({ server: word, path: word, readOnly: fc.boolean() }) }),
  fc.record({
    name: word,
    gcs: fc.record({ bucket: word, readOnly: fc.boolean(), mountOptions: words }),
  }),
  fc.record({ name: word, cloudSqlInstance: fc.record({ instances: words }) }),
);
const task = partly({
  containers: fc.array(container, { maxLength: 3 }),
  volumes: fc.uniqueArray(volume, { maxLength: 4, selector: ({ name }) => name }),
  maxRetries: fc.integer({ min: 0, max: 10 }),
  timeout: fc.nat().map((seconds) => `${seconds}s`),
  serviceAccount: word.map((id) => `${id}@payments-prod.iam.gserviceaccount.com`),
  executionEnvironment: fc.constantFrom('EXECUTION_ENVIRONMENT_GEN1', 'EXECUTION_ENVIRONMENT_GEN2'),
  encryptionKey: word,
  vpcAccess: fc.record(
    {
      connector: word,
      egress: fc.constantFrom('ALL_TRAFFIC', 'PRIVATE_RANGES_ONLY'),
      networkInterfaces: fc.array(partly({ network: word, subnetwork: word, tags: words })),
    },
    // An access that says nothing at all is the one thing that v1 has no words for.
    { requiredKeys: ['egress'] },
  ),
  nodeSelector: fc.record({ accelerator: word }),
  gpuZonalRedundancyDisabled: fc.boolean(),
});
/** A job with any part of what v2 can say, as a read would answer it. */
export const anyJob = partly({
  labels: map,
  annotations: map,
  client: word,
  clientVersion: word,
  launchStage: fc.constantFrom('ALPHA', 'BETA'),
  binaryAuthorization: fc.oneof(
    fc.record({ useDefault: fc.constant(true) }),
    fc.record({ policy: word, breakglassJustification: word }),
  ),
  template: partly({
    labels: map,
    annotations: map,
    parallelism: fc.nat(),
    taskCount: fc.nat(),
    template: task,
  }),
}).map((made) => {
  const template = { ...made.template, template: made.template?.template ?? {} };
  return withDefaults(readMessage('Job', { ...made, template }, 'job'), REF.project);
});
