import { describe, expect, it } from 'vitest';
import {
  identityOf,
  restDigest,
  sendable,
  withIdentity,
} from '../../../../functions/remediate/steps/job-body.ts';

const SET_BY_THE_OWNER = {
  name: 'projects/payments-prod/locations/us-central1/jobs/nightly',
  etag: '"CAE="',
  labels: { team: 'payments' },
  annotations: { 'example.com/owner': 'dev' },
  client: 'gcloud',
  clientVersion: '528.0.0',
  launchStage: 'BETA',
  binaryAuthorization: { useDefault: true },
  template: {
    taskCount: 2,
    template: {
      serviceAccount: 'reports@payments-prod.iam.gserviceaccount.com',
      maxRetries: 3,
      containers: [{ image: 'image', env: [{ name: 'A', value: 'b' }] }],
    },
  },
};
const ADDED_BY_THE_API = {
  uid: 'uid-1',
  generation: '4',
  createTime: { seconds: '1', nanos: 0 },
  updateTime: { seconds: '2', nanos: 0 },
  deleteTime: null,
  expireTime: null,
  creator: 'dev@example.com',
  lastModifier: 'dev@example.com',
  observedGeneration: '4',
  terminalCondition: { type: 'Ready', state: 'CONDITION_SUCCEEDED' },
  conditions: [],
  executionCount: 3,
  latestCreatedExecution: { name: 'nightly-abc' },
  reconciling: false,
  satisfiesPzs: false,
  startExecutionToken: 'start-me',
  runExecutionToken: 'run-me',
  createExecution: 'startExecutionToken',
};
const LIVE = { ...SET_BY_THE_OWNER, ...ADDED_BY_THE_API };

describe('sendable', () => {
  it('keeps all that the owner set and the etag, and neither output-only fields nor start tokens', () => {
    expect(sendable(LIVE)).toEqual(SET_BY_THE_OWNER);
  });

  it('keeps a field that this version does not know: dropping it would change the job', () => {
    expect(sendable({ ...LIVE, newField: { a: 1 } })).toMatchObject({ newField: { a: 1 } });
  });
});

describe('withIdentity', () => {
  it('sets the account and nothing else', () => {
    const moved = withIdentity(SET_BY_THE_OWNER, 'new@payments-prod.iam.gserviceaccount.com');
    expect(identityOf(moved)).toBe('new@payments-prod.iam.gserviceaccount.com');
    expect(withIdentity(moved, 'reports@payments-prod.iam.gserviceaccount.com')).toEqual(
      SET_BY_THE_OWNER,
    );
  });

  it('reads no account as the empty text, which means the default one', () => {
    expect(identityOf({ name: 'n', etag: 'e', template: {} })).toBe('');
  });
});

describe('restDigest', () => {
  it('is the same whatever account the job has, and however the API orders members', () => {
    const moved = withIdentity(LIVE, 'new@payments-prod.iam.gserviceaccount.com');
    const reordered = Object.fromEntries(Object.entries(moved).reverse()) as typeof LIVE;
    expect(restDigest({ ...reordered, etag: 'another', generation: '5' })).toBe(restDigest(LIVE));
  });

  it.each([
    ['a label', { labels: {} }],
    ['the launch stage', { launchStage: 'GA' }],
    ['an env value', { template: { template: { containers: [{ env: [{ value: 'c' }] }] } } }],
    [
      'the order of containers',
      { template: { template: { containers: [{}, { image: 'image' }] } } },
    ],
  ])('differs when %s does', (_, change) => {
    expect(restDigest({ ...LIVE, ...change })).not.toBe(restDigest(LIVE));
  });
});
