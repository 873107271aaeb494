import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiError } from '../../../sandbox/http/api-error.ts';
import type { AlertNews, FindingNews } from '../../../shared/channels/channel.ts';
import { connectPubsub } from '../../../shared/channels/pubsub.ts';
import { FINDING_STATES } from '../../../shared/domain/finding.ts';
import { HOSTILE_NAMES } from '../../fixtures/hostile-names.ts';
import { deniedFinding } from '../../functions/notify/account-use-finding.ts';
import { seenRuns, unseenIn } from './seen.ts';
import { someAlertNews, someFindingNews, strangeAlertNews } from './some-news.ts';
import { somePorts } from './some-ports.ts';
import { startTopic } from './topic-server.ts';

const TOPIC = 'projects/security-prod/topics/findings';
const ajv = new Ajv({ allErrors: true, strict: true });
addFormats.default(ajv);
const schemas: Readonly<Record<string, ValidateFunction>> = {
  finding: ajv.compile(schema('finding')),
  alert: ajv.compile(schema('alert')),
};

let server: Awaited<ReturnType<typeof startTopic>>;
beforeAll(async () => {
  server = await startTopic();
});
afterAll(() => server.close());

function schema(name: string): object {
  return JSON.parse(readFileSync(`docs/schemas/${name}.v1.json`, 'utf8')) as object;
}

async function published(news: FindingNews | AlertNews, format: 'bailiff' | 'ocsf' = 'bailiff') {
  const { findings, alerts } = connectPubsub(
    { topic: TOPIC, format },
    somePorts('', { google: server.google }),
  );
  await (news.kind === 'finding' ? findings?.tell(news) : alerts?.tell(news));
  const event = server.published.at(-1);
  if (event === undefined) throw new Error('Nothing was published.');
  return event;
}

/** What the schema has against it. */
function faults(name: 'finding' | 'alert', data: unknown): readonly string[] {
  schemas[name]?.(data);
  return (schemas[name]?.errors ?? []).map(
    ({ instancePath, message }) => `${instancePath} ${message}`,
  );
}

const STRANGE: readonly (readonly [string, FindingNews])[] = [
  ['of a job', someFindingNews()],
  [
    'of a job of which little is known',
    someFindingNews({
      serviceAccount: undefined,
      evidence: {
        kind: 'default-service-account',
        account: undefined,
        which: 'app-engine',
        named: 'unknown',
        roles: undefined,
        executionCount: 3,
        runningExecutions: ['nightly-abc12'],
        lastModifier: undefined,
      },
    }),
  ],
  ['of a denied deploy', { ...someFindingNews(), finding: deniedFinding('missing-act-as') }],
  [
    'of an account that the deployer may not read',
    { ...someFindingNews(), finding: deniedFinding('missing-act-as', { withheld: true }) },
  ],
  [
    'of an exempt job with a ticket',
    someFindingNews({
      state: 'exempt',
      ticket: 'BAILIFF-7',
      decision: {
        ...someFindingNews().finding.decision,
        exemption: { id: 'migration', expires: '2027-01-01' },
      },
    }),
  ],
  ...FINDING_STATES.map((state) => [`that is ${state}`, someFindingNews({ state })] as const),
];

describe('the topic of a SIEM', () => {
  it('carries a finding as a CloudEvent in binary content mode', async () => {
    const { attributes, topic } = await published(someFindingNews());
    expect(topic).toBe(TOPIC);
    expect(attributes).toEqual({
      'ce-specversion': '1.0',
      'ce-id': '0123456789abcdef0123456789abcdef',
      'ce-source': '/bailiff/notify',
      'ce-type': 'dev.bailiff.finding.v1',
      'ce-time': '2026-11-22T10:00:01Z',
      'ce-subject':
        '//run.googleapis.com/projects/payments-prod/locations/us-central1/jobs/nightly',
      'ce-dataschema': 'urn:bailiff:schema:finding:v1',
      'content-type': 'application/json; charset=utf-8',
    });
  });

  it('tells of a finding what the schema lists', async () => {
    const { data } = await published(someFindingNews());
    expect(data).toEqual({
      id: 'default-service-account~payments-prod~us-central1~nightly',
      rule: 'default-service-account',
      severity: 'high',
      state: 'ticketed',
      mode: 'ticket',
      at: '2026-11-22T10:00:01Z',
      attempted: false,
      resource: {
        name: '//run.googleapis.com/projects/payments-prod/locations/us-central1/jobs/nightly',
        project: 'payments-prod',
        location: 'us-central1',
        job: 'nightly',
      },
      serviceAccount: '310000000001-compute@developer.gserviceaccount.com',
      principal: 'dev@example.com',
      uid: 'd607d42a-60c3-4e76-ac35-6ffc273b4237',
      firstSeen: '2026-11-22T10:00:00Z',
      lastSeen: '2026-11-22T10:00:00Z',
      occurrences: 1,
      evidence: {
        kind: 'default-service-account',
        account: '310000000001-compute@developer.gserviceaccount.com',
        which: 'compute-engine',
        named: 'by-default',
        roles: ['roles/editor'],
        executionCount: 0,
        runningExecutions: [],
        lastModifier: 'dev@example.com',
      },
      because: ['The rule says ticket.'],
      indeterminate: [],
      fix: ['gcloud run jobs update nightly --project=payments-prod'],
      wayBack: [],
      policyDigest: 'ab'.repeat(32),
    });
  });

  it('carries an alert', async () => {
    const { attributes, data } = await published(someAlertNews({ finding: 'f' }));
    expect(attributes).toMatchObject({
      'ce-type': 'dev.bailiff.alert.v1',
      'ce-time': '2026-11-22T10:30:00Z',
      'ce-dataschema': 'urn:bailiff:schema:alert:v1',
    });
    expect(faults('alert', data)).toEqual([]);
    expect(data).toMatchObject({ kind: 'fight', count: 2, finding: 'f' });
  });

  it.each(STRANGE)('keeps to the schema in news %s', async (_, news) => {
    expect(faults('finding', (await published(news)).data)).toEqual([]);
  });

  it('tells no field that the schema does not list, wherever one is added', async () => {
    const { data } = await published({
      ...someFindingNews(),
      finding: deniedFinding('missing-act-as'),
    });
    const event = data as { readonly resource: object; readonly evidence: object };
    for (const more of [
      { ...event, env: 'x' },
      { ...event, resource: { ...event.resource, env: 'x' } },
      { ...event, evidence: { ...event.evidence, env: 'x' } },
    ])
      expect(faults('finding', more)).toContainEqual(
        expect.stringContaining('must NOT have additional properties'),
      );
  });

  it('hands on nothing that a finding holds besides', async () => {
    const secret = 'hunter2-hunter2';
    const { evidence, resource, decision, ...finding } = someFindingNews().finding;
    const added = { env: secret, args: [secret] };
    const news = {
      ...someFindingNews(),
      finding: {
        ...finding,
        ...added,
        client: secret,
        history: [{ at: '2026-11-22T10:00:00Z', what: secret }],
        evidence: { ...evidence, ...added },
        resource: { ...resource, ...added },
        decision: { ...decision, ...added },
      },
    };
    for (const format of ['bailiff', 'ocsf'] as const)
      expect(JSON.stringify(await published(news, format))).not.toContain(secret);
  });

  it('says no more of an account that the deployer may not read than the refusal does', async () => {
    const finding = deniedFinding('missing-act-as', { withheld: true });
    const { data } = await published({ ...someFindingNews(), finding });
    expect(data).toMatchObject({
      evidence: {
        kind: 'account-use',
        account: 'batch-runtime@identity-prod.iam.gserviceaccount.com',
        denial: 'act-as',
        withheld: true,
      },
      because: [],
      indeterminate: [],
      fix: [],
      wayBack: [],
    });
    expect((data as { evidence: object }).evidence).not.toHaveProperty('accountState');
    expect((data as { evidence: object }).evidence).not.toHaveProperty('conditions');
  });

  it.each(HOSTILE_NAMES.map((name) => [name]))('holds %j as it stands', async (name) => {
    const { data, attributes } = await published(strangeAlertNews(name));
    expect(faults('alert', data)).toEqual([]);
    const { text, about, id } = data as Readonly<Record<string, string>>;
    for (const one of [text, about, id]) {
      expect(one).not.toMatch(/^[=+\-@\t\r]/);
      expect(unseenIn(one ?? '')).toEqual([]);
      expect(one).not.toContain('\n');
      for (const run of seenRuns(name)) expect(one).toContain(run);
    }
    const subject = attributes['ce-subject'] ?? '';
    expect(Buffer.byteLength(subject)).toBeLessThanOrEqual(1_024);
    expect(unseenIn(subject)).toEqual([]);
    const principal = await published(someFindingNews({ principal: name, client: name }));
    expect(faults('finding', principal.data)).toEqual([]);
  });

  it.each([
    [
      new ApiError('RESOURCE_EXHAUSTED', 'Quota exceeded.'),
      { kind: 'rate-limited', uncertain: false },
    ],
    [
      new ApiError('UNAVAILABLE', 'The service was unable to fulfill your request.'),
      { kind: 'unavailable', uncertain: true },
    ],
    [new ApiError('FAILED_PRECONDITION', 'No.'), { kind: 'refused', uncertain: false }],
  ])('says how it failed: %s', async (error, failure) => {
    server.fail(error);
    await expect(published(someFindingNews())).rejects.toMatchObject({
      name: 'ChannelFailure',
      ...failure,
      message: expect.stringContaining('pubsub.googleapis.com answered') as string,
    });
  });

  it('says that it may not publish', async () => {
    const google = server.as('user:dev@example.com');
    const { findings } = connectPubsub(
      { topic: TOPIC, format: 'bailiff' },
      somePorts('', { google }),
    );
    await expect(findings?.tell(someFindingNews())).rejects.toMatchObject({
      kind: 'refused',
      message: 'pubsub.googleapis.com answered 403: User not authorized to perform this action.',
    });
  });
});
