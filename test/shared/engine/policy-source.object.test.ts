import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  deleteObject,
  eraseObjectVersion,
  putObject,
} from '../../../sandbox/organization/buckets.ts';
import { policyAt } from '../../../shared/engine/policy-at.ts';
import { PolicyUnreadable } from '../../../shared/engine/policy-place.ts';
import { openPolicySource } from '../../../shared/engine/policy-source.ts';
import type { WidenedPolicy } from '../../../shared/engine/policy-widened.ts';
import { connectGoogle } from '../../../shared/gcp/google.ts';
import { decide } from '../../../shared/policy/decide.ts';
import { RULES } from '../../../shared/rules/registry.ts';
import { exampleDeployment } from '../../fixtures/example-policy.ts';
import { answeringServer } from '../gcp/answering-server.ts';
import { EVALUATE, type LocalApis, localApis } from '../gcp/local-apis.ts';
import { viewOf } from '../policy/loaded.ts';

const BUCKET = 'bailiff-prod-bailiff-policy';
const ADDRESS = `gs://${BUCKET}/policy.yaml`;
const MINUTE = 60_000;
// Unlike Bailiff's identities it may list nothing by a role on the organization.
const GETTER = 'user:dev@example.com';
/** So many minutes from the start of a test that nobody is told of it any more. */
const LONG_AGO = -3000;

const file = (mode: string) =>
  `apiVersion: bailiff/v1\nrules:\n  default-service-account: {mode: ${mode}${mode === 'remediate' ? ', action: {create: {roles: []}}' : ''}}\n`;
const NAMING = (from: string) =>
  `${file('ticket')}trust:\n  - projects: [${from}]\n    accounts: [batch-runtime@identity-prod.iam.gserviceaccount.com]\n`;

let apis: LocalApis;
let now: number;
let rejected: { digest: string; message: string | undefined }[];
let widened: WidenedPolicy[];
beforeEach(async () => {
  apis = await localApis();
  now = Date.parse('2026-11-22T10:00:00Z');
  rejected = [];
  widened = [];
});
afterEach(() => apis.close());

/** Uploads, so many minutes from the start of the test; time goes on to there. */
function upload(minute: number, text: string): string {
  now = Date.parse('2026-11-22T10:00:00Z') + minute * MINUTE;
  return putObject({ ...apis.organization, now: () => now }, BUCKET, 'policy.yaml', text)
    .generation;
}
function at(minute: number): void {
  now = Date.parse('2026-11-22T10:00:00Z') + minute * MINUTE;
}

/** A process that has just started. */
function start({
  google = apis.as(EVALUATE),
  place = policyAt(ADDRESS, google),
  alerts = true,
} = {}) {
  return openPolicySource({
    place,
    delaySeconds: 600,
    deployment: exampleDeployment(),
    rules: RULES,
    now: () => now,
    ...(alerts
      ? {
          onRejected: (digest, faults) => {
            rejected.push({ digest, message: faults[0]?.message });
          },
          onWidened: (one: WidenedPolicy) => {
            widened.push(one);
          },
        }
      : {}),
  });
}
type Source = ReturnType<typeof start>;

async function decided(source: Source) {
  const loaded = await source.current();
  if (!loaded.ok) throw new Error(loaded.faults.map(({ message }) => message).join('\n'));
  const input = { rule: 'default-service-account', view: viewOf(), deployedBy: [] };
  const today = new Date(now).toISOString().slice(0, 10);
  return decide(loaded.policy, input, { today, ceiling: 'remediate', caps: [] });
}
const modeOf = async (source: Source) => (await decided(source)).mode;

describe('a policy in a bucket', () => {
  it('is in force whole when it has been there for the delay', async () => {
    upload(LONG_AGO, file('remediate'));
    at(10);
    const { mode, policyDigest, because } = await decided(start());
    expect({ mode, policyDigest, because }).toEqual({
      mode: 'remediate',
      policyDigest: '1e299107cfffe02cba659d8be4e1c40689a3e11d2820038821bfe940f4d37bf3',
      because: ['The rule default-service-account asks for remediate.'],
    });
  });

  it('is looked at every ten seconds, and read only when it is another', async () => {
    const generation = '1';
    const metadata = { generation, timeCreated: '2026-11-20T08:00:00Z', size: '80' };
    const server = await answeringServer(
      { status: 200, body: metadata },
      { status: 200, body: file('ticket') },
      { status: 200, body: metadata },
    );
    const source = start({ google: connectGoogle({ apiRoot: server.apiRoot }) });
    for (const seconds of [0, 5, 9.999, 10, 15, 20]) {
      now = Date.parse('2026-11-22T10:00:00Z') + seconds * 1000;
      expect(await modeOf(source)).toBe('ticket');
    }
    expect(server.asked.map(({ url }) => /alt=media/.test(url))).toEqual([
      false,
      true,
      false,
      false,
    ]);
    await server.close();
  });

  it('loses at once what a version takes away', async () => {
    upload(LONG_AGO, file('remediate'));
    at(60);
    const source = start();
    expect(await modeOf(source)).toBe('remediate');
    upload(61, file('ticket'));
    const { mode, because } = await decided(source);
    expect({ mode, because }).toEqual({
      mode: 'ticket',
      because: ['The rule default-service-account asks for ticket.'],
    });
    expect(await modeOf(start())).toBe('ticket');
    expect(widened).toEqual([]);
  });

  it('gets what a version adds when the delay is over, and tells it at once', async () => {
    upload(LONG_AGO, file('ticket'));
    at(60);
    const source = start();
    await modeOf(source);
    upload(61, file('remediate'));
    const { mode, because } = await decided(source);
    expect({ mode, because }).toEqual({
      mode: 'ticket',
      because: [
        'The rule default-service-account asks for remediate.',
        'Until 2026-11-22T11:11:00Z an earlier version of the policy holds too, which goes no further than ticket: The rule default-service-account asks for ticket.',
      ],
    });
    expect(widened).toEqual([
      {
        digest: expect.stringMatching(/^[0-9a-f]{64}$/),
        made: '2026-11-22T11:01:00Z',
        inForce: '2026-11-22T11:11:00Z',
        differences: [
          'The rule default-service-account goes from ticket to remediate (an account made for the job, with no roles).',
        ],
      },
    ]);
    at(70.9);
    expect(await modeOf(source)).toBe('ticket');
    at(71.1);
    expect(await modeOf(source)).toBe('remediate');
    expect(widened).toHaveLength(1);
  });

  it('is decided under a digest of its own while a version waits', async () => {
    upload(LONG_AGO, file('ticket'));
    at(60);
    const source = start();
    const before = (await decided(source)).policyDigest;
    upload(61, file('remediate'));
    const meanwhile = (await decided(source)).policyDigest;
    at(72);
    const after = (await decided(source)).policyDigest;
    expect(new Set([before, meanwhile, after]).size).toBe(3);
    expect(meanwhile).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is the narrower of both in each respect while a version waits', async () => {
    upload(
      LONG_AGO,
      `${file('remediate')}limits: {remediationsPerHour: 4}\n${'managed: [user:ci@example.com]\n'}`,
    );
    at(60);
    const source = start();
    await modeOf(source);
    upload(61, `${file('ticket')}limits: {remediationsPerHour: 40}\n`);
    const loaded = await source.current();
    expect(loaded).toMatchObject({ policy: { limits: { remediationsPerHour: 4 } } });
    expect(await modeOf(source)).toBe('ticket');
    expect(widened[0]?.differences).toEqual([
      'limits.remediationsPerHour goes from 4 to 40.',
      'limits.remediationsPerHourPerProject goes from 1 to 10.',
      'user:ci@example.com is no longer managed.',
    ]);
  });

  it('holds back what is stopped by putting the old version back', async () => {
    upload(LONG_AGO, file('ticket'));
    upload(61, file('remediate'));
    upload(65, file('ticket'));
    const source = start();
    for (const minute of [66, 71, 75, 90]) {
      at(minute);
      expect(await modeOf(source)).toBe('ticket');
      expect(await modeOf(start({ alerts: false }))).toBe('ticket');
    }
  });

  it('has not been there for the delay when it is deleted or replaced by a bad one before', async () => {
    upload(LONG_AGO, file('ticket'));
    upload(61, file('remediate'));
    const source = start();
    expect(await modeOf(source)).toBe('ticket');
    at(65);
    deleteObject({ ...apis.organization, now: () => now }, BUCKET, 'policy.yaml');
    for (const minute of [70.9, 71, 600]) {
      at(minute);
      expect(await modeOf(source)).toBe('ticket');
      expect(await modeOf(start({ alerts: false }))).toBe('ticket');
    }
    upload(700, file('remediate'));
    upload(705, file('destroy'));
    for (const minute of [711, 800]) {
      at(minute);
      expect(await modeOf(source)).toBe('ticket');
      expect(await modeOf(start({ alerts: false }))).toBe('ticket');
    }
  });

  it('tells again of the same text that is uploaded again', async () => {
    for (const [minute, mode] of [
      [LONG_AGO, 'ticket'],
      [61, 'remediate'],
      [62, 'ticket'],
      [63, 'remediate'],
    ] as const)
      upload(minute, file(mode));
    await modeOf(start());
    expect(widened.map(({ made }) => made)).toEqual([
      '2026-11-22T11:01:00Z',
      '2026-11-22T11:03:00Z',
    ]);
    expect(widened[0]?.digest).toBe(widened[1]?.digest);
  });
});

describe('a process that starts while a version waits', () => {
  it.each([
    [61, 'ticket'],
    [70.9, 'ticket'],
    [71, 'remediate'],
    [120, 'remediate'],
  ])('decides at minute %d as any other: %s', async (minute, mode) => {
    upload(LONG_AGO, file('ticket'));
    upload(61, file('remediate'));
    at(minute);
    expect(await modeOf(start())).toBe(mode);
    expect(widened).toHaveLength(1);
  });

  it('waits behind every version that was there within the delay', async () => {
    upload(LONG_AGO, file('remediate'));
    upload(61, file('observe'));
    upload(62, file('remediate'));
    const modes: string[] = [];
    for (const minute of [62, 71, 72]) {
      at(minute);
      modes.push(await modeOf(start({ alerts: false })));
    }
    expect(modes).toEqual(['observe', 'observe', 'remediate']);
  });

  it('has the time of a version from the bucket when it slept through another', async () => {
    upload(LONG_AGO, file('remediate'));
    at(20);
    const source = start();
    expect(await modeOf(source)).toBe('remediate');
    upload(30, file('ticket'));
    upload(61, file('remediate'));
    expect(await modeOf(source)).toBe('ticket');
  });

  it('trusts only what all versions name', async () => {
    upload(LONG_AGO, NAMING('payments-prod'));
    upload(61, NAMING('data-dev'));
    expect(await start().current()).toMatchObject({ policy: { trust: [] } });
    expect(widened[0]?.differences).toEqual([
      'Jobs of data-dev may be let use batch-runtime@identity-prod.iam.gserviceaccount.com.',
    ]);
  });

  const UNKNOWN =
    'The version of the policy that was in force before this one cannot be read, so nothing goes further than ticket until 2026-11-22T11:11:00Z.';

  it.each([
    ['there never was one', () => {}],
    [
      'it was erased',
      () => {
        const generation = upload(LONG_AGO, file('remediate'));
        eraseObjectVersion(apis.organization, BUCKET, 'policy.yaml', generation);
      },
    ],
    [
      'it was erased, and another was there before it',
      () => {
        upload(LONG_AGO - 60, file('remediate'));
        const generation = upload(LONG_AGO, file('ticket'));
        upload(61, file('remediate'));
        eraseObjectVersion(apis.organization, BUCKET, 'policy.yaml', generation);
      },
    ],
    [
      'Bailiff may not list the versions',
      () => {
        upload(LONG_AGO, file('remediate'));
        mayOnlyGet();
      },
    ],
  ])(
    'goes no further than ticket where the version before is not known: %s',
    async (why, before) => {
      before();
      upload(61, file('remediate'));
      const google = apis.as(why === 'Bailiff may not list the versions' ? GETTER : EVALUATE);
      const { mode, because } = await decided(start({ google }));
      expect({ mode, because }).toEqual({
        mode: 'ticket',
        because: ['The rule default-service-account asks for remediate.', UNKNOWN],
      });
      expect(widened).toMatchObject([
        {
          inForce: '2026-11-22T11:11:00Z',
          differences: [
            'No version before it can be read, so nothing that it asks for is known to have been allowed.',
          ],
        },
      ]);
      at(71);
      expect(await modeOf(start({ google }))).toBe('remediate');
    },
  );
});

function mayOnlyGet(): void {
  const { roles, policies } = apis.organization;
  const name = 'projects/bailiff-prod/roles/getter';
  roles.set(name, {
    title: 'getter',
    description: '',
    stage: 'GA',
    permissions: ['storage.objects.get'],
    etag: 'e',
    deleted: undefined,
  });
  const policy = { version: 1, etag: 'e', bindings: [{ role: name, members: [GETTER] }] };
  policies.set(`projects/bailiff-prod/buckets/${BUCKET}`, [{ policy, since: 0 }]);
}

describe('a bad version in a bucket', () => {
  it('leaves the last good one in force, also for a process that starts then', async () => {
    upload(LONG_AGO, file('remediate'));
    at(60);
    const source = start();
    await modeOf(source);
    upload(61, file('destroy'));
    expect(await modeOf(source)).toBe('remediate');
    expect(await modeOf(start({ alerts: false }))).toBe('remediate');
    at(62);
    expect(await modeOf(source)).toBe('remediate');
    expect(rejected).toEqual([
      {
        digest: expect.stringMatching(/^[0-9a-f]{64}$/),
        message: 'Expected one of observe, ticket, approve, remediate, found "destroy".',
      },
    ]);
  });

  it('counts for nothing when the next one is compared with what was in force', async () => {
    upload(LONG_AGO, file('ticket'));
    upload(61, file('destroy'));
    upload(62, file('remediate'));
    expect(await modeOf(start())).toBe('ticket');
    expect(widened).toMatchObject([{ made: '2026-11-22T11:02:00Z' }]);
    expect(rejected).toEqual([]);
  });

  it('is told of again when a sound one was between', async () => {
    upload(LONG_AGO, file('ticket'));
    const source = start();
    for (const [minute, mode] of [
      [61, 'destroy'],
      [62, 'ticket'],
      [63, 'destroy'],
    ] as const) {
      upload(minute, file(mode));
      expect(await modeOf(source)).toBe('ticket');
    }
    expect(rejected).toHaveLength(2);
  });

  it('is not read at all when it is far too long', async () => {
    upload(LONG_AGO, file('ticket'));
    upload(61, '#'.repeat(1_048_577));
    expect(await modeOf(start())).toBe('ticket');
    expect(rejected).toMatchObject([
      { message: 'The policy file has 1048577 bytes, and may have 262,144 characters.' },
    ]);
  });

  it('leaves the last good one in force when it is deleted, which is told once', async () => {
    upload(LONG_AGO, file('remediate'));
    at(60);
    const source = start();
    await modeOf(source);
    deleteObject({ ...apis.organization, now: () => now }, BUCKET, 'policy.yaml');
    for (const minute of [61, 62]) {
      at(minute);
      expect(await modeOf(source)).toBe('remediate');
    }
    expect(await modeOf(start({ alerts: false }))).toBe('remediate');
    expect(rejected).toEqual([
      {
        digest: 'unreadable-404',
        message:
          "The policy file gs://bailiff-prod-bailiff-policy/policy.yaml cannot be read (HTTP 404: No such object: bailiff-prod-bailiff-policy/policy.yaml); upload it, let Bailiff's identities read the bucket, or name another in BAILIFF_POLICY.",
      },
    ]);
    upload(63, file('remediate'));
    deleteObject({ ...apis.organization, now: () => now }, BUCKET, 'policy.yaml');
    at(64);
    await modeOf(source);
    expect(rejected).toHaveLength(1);
    upload(65, file('remediate'));
    await modeOf(source);
    deleteObject({ ...apis.organization, now: () => now }, BUCKET, 'policy.yaml');
    at(66);
    await modeOf(source);
    expect(rejected).toHaveLength(2);
  });

  it('is none at all, and told, while nothing was ever there', async () => {
    const loaded = await start().current();
    expect(loaded).toMatchObject({ ok: false, faults: [{ line: 1, column: 1 }] });
    expect(rejected).toMatchObject([{ digest: 'unreadable-404' }]);
  });
});

describe('a bucket that may not be read any more', () => {
  it('leaves the last good one in force, is told once, and is read when it may be again', async () => {
    upload(LONG_AGO, file('remediate'));
    at(60);
    const source = start();
    await modeOf(source);
    const name = `projects/bailiff-prod/buckets/${BUCKET}`;
    const policy = apis.organization.policies.get(name) ?? [];
    apis.organization.policies.set(name, []);
    for (const minute of [61, 62]) {
      at(minute);
      expect(await modeOf(source)).toBe('remediate');
    }
    expect(rejected).toMatchObject([{ digest: 'unreadable-403' }]);
    apis.organization.policies.set(name, policy);
    upload(63, file('ticket'));
    expect(await modeOf(source)).toBe('ticket');
  });
});

describe('a storage that does not answer', () => {
  it('adopts nothing that may have been stopped meanwhile', async () => {
    upload(LONG_AGO, file('ticket'));
    upload(61, file('remediate'));
    let silent = false;
    const place = policyAt(ADDRESS, apis.as(EVALUATE));
    const latest = () =>
      silent
        ? Promise.reject(new PolicyUnreadable('It does not answer.', '503', true))
        : place.latest();
    const source = start({ place: { ...place, latest } });
    const modes: string[] = [];
    for (const minute of [61, 70, 72, 75]) {
      at(minute);
      silent = minute > 61 && minute < 75;
      modes.push(await modeOf(source));
    }
    expect(modes).toEqual(['ticket', 'ticket', 'ticket', 'remediate']);
  });

  const METADATA = { generation: '1', timeCreated: '2026-11-20T08:00:00Z', size: '80' };
  const FOUND = [
    { status: 200, body: METADATA },
    { status: 200, body: file('ticket') },
  ] as const;

  it.each([{ status: 503, body: {} }, { status: 429, body: {} }, 'hang-up' as const])(
    'leaves the last good one in force and tells nobody for ten minutes: %j',
    async (answer) => {
      const server = await answeringServer(...FOUND, answer);
      const source = start({ google: connectGoogle({ apiRoot: server.apiRoot }) });
      for (const minute of [0, 60, 65, 69.9]) {
        at(minute);
        expect(await modeOf(source)).toBe('ticket');
      }
      expect(server.asked).toHaveLength(5);
      expect(rejected).toEqual([]);
      for (const minute of [70, 71, 600]) {
        at(minute);
        expect(await modeOf(source)).toBe('ticket');
      }
      expect(rejected).toHaveLength(1);
      await server.close();
    },
  );

  it('is asked again by the next event of a process that knows none', async () => {
    const server = await answeringServer({ status: 503, body: {} }, ...FOUND);
    const source = start({ google: connectGoogle({ apiRoot: server.apiRoot }) });
    expect(await source.current()).toMatchObject({
      ok: false,
      faults: [{ message: expect.stringContaining('HTTP 503') }],
    });
    now += 10_000;
    expect(await modeOf(source)).toBe('ticket');
    expect(rejected).toEqual([]);
    await server.close();
  });

  it('does not make a version count as read of which only the metadata came', async () => {
    const newer = { ...METADATA, generation: '2', timeCreated: '2026-11-20T08:30:00Z' };
    const server = await answeringServer(
      ...FOUND,
      { status: 200, body: newer },
      ...Array(3).fill({ status: 503, body: {} }),
      { status: 200, body: newer },
      { status: 200, body: file('observe') },
    );
    const source = start({ google: connectGoogle({ apiRoot: server.apiRoot }) });
    const modes: string[] = [];
    for (const minute of [0, 1, 2]) {
      at(minute);
      modes.push(await modeOf(source));
    }
    expect(modes).toEqual(['ticket', 'ticket', 'observe']);
    await server.close();
  });
});
