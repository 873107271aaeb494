import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readSettings, SettingsUnusable } from '../../shared/settings.ts';

const deployment: unknown = parse(readFileSync('examples/deployment.yaml', 'utf8'));
const sound = {
  BAILIFF_DEPLOYMENT: JSON.stringify(deployment),
  BAILIFF_POLICY: 'examples/policy.yaml',
  BAILIFF_LEDGER: ':memory:',
};
function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    readSettings(env);
  } catch (error) {
    if (error instanceof SettingsUnusable) return error.faults;
    throw error;
  }
  return [];
}

test('what is needed is enough, and points at Google Cloud', () => {
  expect(readSettings(sound)).toEqual({
    deployment,
    policy: 'examples/policy.yaml',
    policyDelaySeconds: 0,
    ledger: ':memory:',
    firestoreEmulator: undefined,
    apiRoot: undefined,
    accessToken: undefined,
    metadataHost: undefined,
    push: undefined,
    telemetry: undefined,
    log: 'info',
  });
});

describe('the policy', () => {
  const object = { ...sound, BAILIFF_POLICY: 'gs://bailiff-prod-bailiff-policy/policy.yaml' };

  test('is a path, or an object of Cloud Storage, of which a version waits ten minutes', () => {
    expect(readSettings(object)).toMatchObject({
      policy: 'gs://bailiff-prod-bailiff-policy/policy.yaml',
      policyDelaySeconds: 600,
    });
  });

  test.each([
    [{ ...sound, BAILIFF_POLICY_DELAY: '1h' }, 3600],
    [{ ...object, BAILIFF_POLICY_DELAY: '0s' }, 0],
  ])('waits as long as is said', (env, policyDelaySeconds) => {
    expect(readSettings(env)).toMatchObject({ policyDelaySeconds });
  });

  test('is refused where it names no object, or a wait that is none', () => {
    expect(
      faultsOf({ ...sound, BAILIFF_POLICY: 'gs://bucket', BAILIFF_POLICY_DELAY: '10' }),
    ).toEqual([
      'BAILIFF_POLICY names no object; set it to one like gs://BUCKET/policy.yaml.',
      'BAILIFF_POLICY_DELAY is no length of time; set it to one like 30m or 0s, or leave it out for 10m.',
    ]);
  });
});

test('an address and a token point elsewhere', () => {
  const env = {
    ...sound,
    BAILIFF_API_ROOT: 'http://127.0.0.1:8080/',
    BAILIFF_ACCESS_TOKEN: 'sandbox:serviceAccount:x',
    BAILIFF_LOG: 'silent',
  };
  expect(readSettings(env)).toMatchObject({
    apiRoot: 'http://127.0.0.1:8080',
    accessToken: 'sandbox:serviceAccount:x',
    log: 'silent',
  });
});

describe('the metadata server', () => {
  const CLOUD_RUN = { ...sound, K_SERVICE: 'bailiff-evaluate' };

  test.each([
    ['that of Cloud Run on Cloud Run', CLOUD_RUN, '169.254.169.254'],
    ['the one that is named', { ...CLOUD_RUN, GCE_METADATA_HOST: '127.0.0.1:8' }, '127.0.0.1:8'],
    ['none where it is said so', { ...CLOUD_RUN, METADATA_SERVER_DETECTION: 'none' }, undefined],
    ['none beside a key', { ...CLOUD_RUN, GOOGLE_APPLICATION_CREDENTIALS: 'key.json' }, undefined],
    [
      'none that would tell another server who calls Google',
      { ...CLOUD_RUN, BAILIFF_API_ROOT: 'http://127.0.0.1:8080' },
      undefined,
    ],
  ])('is %s', (_, env, metadataHost) => {
    expect(readSettings(env).metadataHost).toBe(metadataHost);
  });

  test('is refused where it is no host', () => {
    expect(faultsOf({ ...sound, GCE_METADATA_HOST: 'http://127.0.0.1' })).toEqual([
      'GCE_METADATA_HOST is no HOST or HOST:PORT; leave it out for Google Cloud.',
    ]);
  });
});

describe('metrics', () => {
  const endpoint = 'https://telemetry.googleapis.com/v1/metrics';

  test('go where OpenTelemetry’s own variables say, about what they say', () => {
    const env = {
      ...sound,
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: endpoint,
      OTEL_RESOURCE_ATTRIBUTES: 'cloud.region=us-central1,service.name=a%2Cb',
    };
    expect(readSettings(env).telemetry).toEqual({
      endpoint,
      attributes: { 'cloud.region': 'us-central1', 'service.name': 'a,b' },
    });
  });

  test.each(['telemetry.googleapis.com', 'ftp://127.0.0.1/', 'https://me@127.0.0.1/v1/metrics'])(
    'do not go to %s',
    (address) => {
      expect(faultsOf({ ...sound, OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: address })).toEqual([
        'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT is no address; set it to one like https://telemetry.googleapis.com/v1/metrics, or leave it out.',
      ]);
    },
  );

  test.each(['cloud.region', 'a=b=c', 'a=%zz'])('are not about %s', (attributes) => {
    expect(faultsOf({ ...sound, OTEL_RESOURCE_ATTRIBUTES: attributes })).toEqual([
      'OTEL_RESOURCE_ATTRIBUTES is no list of NAME=VALUE; set it to one like cloud.region=us-central1.',
    ]);
  });
});

test('every fault is a sentence that names the variable and the remedy', () => {
  expect(
    faultsOf({ BAILIFF_API_ROOT: 'localhost', BAILIFF_LOG: 'loud', BAILIFF_POLICY: '' }),
  ).toEqual([
    'BAILIFF_DEPLOYMENT is not set; set it to a JSON object like examples/deployment.yaml.',
    'BAILIFF_POLICY is not set; set it to the path of the policy file, or gs://BUCKET/OBJECT.',
    'BAILIFF_LEDGER is not set; set it to the path of the ledger file, or firestore:DATABASE_ID.',
    'BAILIFF_API_ROOT is not the address of a server; set it to one like http://127.0.0.1:8080, or leave it out for Google Cloud.',
    'BAILIFF_LOG is none of debug, info, warn, error, silent; leave it out for info.',
  ]);
});

test('a deployment that is no JSON is told without repeating it', () => {
  expect(faultsOf({ ...sound, BAILIFF_DEPLOYMENT: '{hunter2' })).toEqual([
    'BAILIFF_DEPLOYMENT is not JSON; set it to a JSON object like examples/deployment.yaml.',
  ]);
});

test('a deployment with a wrong value is told with its path', () => {
  const wrong = { ...(deployment as object), ceiling: 'destroy' };
  const [fault, ...more] = faultsOf({ ...sound, BAILIFF_DEPLOYMENT: JSON.stringify(wrong) });
  expect(fault).toMatch(/^BAILIFF_DEPLOYMENT is not usable: .*ceiling/);
  expect(more).toEqual([]);
});

test.each(['ftp://x/', 'http://x/path', 'http://u:p@x/', 'http://x/?q=1', '127.0.0.1:8080'])(
  'the API root %s is refused',
  (root) => {
    expect(faultsOf({ ...sound, BAILIFF_API_ROOT: root })).toHaveLength(1);
  },
);

test('a ledger on Firestore is named by its database, and may be on the emulator', () => {
  const env = {
    ...sound,
    BAILIFF_LEDGER: 'firestore:bailiff',
    FIRESTORE_EMULATOR_HOST: '127.0.0.1:8085',
  };
  expect(readSettings(env)).toMatchObject({
    ledger: 'firestore:bailiff',
    firestoreEmulator: '127.0.0.1:8085',
  });
});

test.each([
  [
    { BAILIFF_LEDGER: 'firestore:' },
    'BAILIFF_LEDGER names no Firestore database; set it to one like firestore:bailiff.',
  ],
  [
    { FIRESTORE_EMULATOR_HOST: 'http://127.0.0.1:8085' },
    'FIRESTORE_EMULATOR_HOST is no HOST:PORT; set it to one like 127.0.0.1:8085, or leave it out.',
  ],
])('a ledger that cannot be is refused: %j', (change, fault) => {
  expect(faultsOf({ ...sound, ...change })).toEqual([fault]);
});

describe('who may push', () => {
  const pushed = {
    ...sound,
    BAILIFF_PUSH_IDENTITY: 'bailiff-push-evaluate@bailiff-prod.iam.gserviceaccount.com',
    BAILIFF_PUSH_AUDIENCE: 'https://evaluate-abc-uc.a.run.app/',
  };

  test('is one account, whose tokens are for one audience', () => {
    expect(readSettings(pushed).push).toEqual({
      email: 'bailiff-push-evaluate@bailiff-prod.iam.gserviceaccount.com',
      audience: 'https://evaluate-abc-uc.a.run.app/',
      signature: 'checked-here',
    });
    expect(
      readSettings({ ...pushed, BAILIFF_PUSH_SIGNATURE: 'checked-by-cloud-run' }).push?.signature,
    ).toBe('checked-by-cloud-run');
  });

  test.each([
    [
      { BAILIFF_PUSH_AUDIENCE: '' },
      'BAILIFF_PUSH_IDENTITY is set and BAILIFF_PUSH_AUDIENCE is not; set both, or neither where no Pub/Sub pushes.',
    ],
    [
      { BAILIFF_PUSH_IDENTITY: '' },
      'BAILIFF_PUSH_AUDIENCE is set and BAILIFF_PUSH_IDENTITY is not; set both, or neither where no Pub/Sub pushes.',
    ],
    [
      { BAILIFF_PUSH_IDENTITY: 'dev@example.com' },
      "BAILIFF_PUSH_IDENTITY is no service account; set it to the email of the push subscription's.",
    ],
    [
      { BAILIFF_PUSH_IDENTITY: 'serviceAccount:x@bailiff-prod.iam.gserviceaccount.com' },
      "BAILIFF_PUSH_IDENTITY is no service account; set it to the email of the push subscription's.",
    ],
    [
      { BAILIFF_PUSH_AUDIENCE: 'http://evaluate/' },
      'BAILIFF_PUSH_AUDIENCE is no https address; set it to the audience of the push subscription.',
    ],
    [
      { BAILIFF_PUSH_SIGNATURE: 'off' },
      'BAILIFF_PUSH_SIGNATURE is none of checked-here, checked-by-cloud-run; leave it out for checked-here.',
    ],
    [
      {
        BAILIFF_PUSH_IDENTITY: '',
        BAILIFF_PUSH_AUDIENCE: '',
        BAILIFF_PUSH_SIGNATURE: 'checked-here',
      },
      'BAILIFF_PUSH_SIGNATURE says nothing without BAILIFF_PUSH_IDENTITY and BAILIFF_PUSH_AUDIENCE; set all or none.',
    ],
  ])('with %j is refused in one sentence', (change, fault) => {
    expect(faultsOf({ ...pushed, ...change })).toEqual([fault]);
  });
});
