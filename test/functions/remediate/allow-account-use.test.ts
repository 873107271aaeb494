import { afterEach, describe, expect, it } from 'vitest';
import { createJob } from '../../shared/gcp/local-apis.ts';
import {
  ACT_AS,
  type Accessing,
  AGENT,
  accessing,
  BATCH,
  DEV,
  TOKEN_CREATOR,
  trusts,
} from './accessing.ts';
import type { Options } from './remediating.ts';

const BOTH = [
  { role: ACT_AS, members: [DEV] },
  { role: TOKEN_CREATOR, members: [AGENT] },
];

describe('a denied deploy under a trusted account', () => {
  let world: Accessing;
  afterEach(() => world.close());

  it('gets all that it lacks in one plan, so that the next one succeeds', async () => {
    world = await accessing();
    await expect(createJob(world.apis, 'cp', { serviceAccount: BATCH })).rejects.toThrow();
    const messages = await world.denied();
    expect(messages).toHaveLength(2);
    for (const message of messages) await world.deliver(message);
    expect(world.bindings()).toEqual(BOTH);
    expect(world.writes()).toEqual([
      { who: 'account-writer', method: 'SetIAMPolicy', what: expect.any(String) },
      { who: 'account-writer', method: 'SetIAMPolicy', what: expect.any(String) },
    ]);
    await createJob(world.apis, 'cp', { serviceAccount: BATCH });
    expect(world.runsAs('cp')).toBe(BATCH);
    const findings = await world.findings();
    for (const rule of ['missing-act-as', 'missing-token-creator'])
      expect(findings[rule]).toMatchObject({
        state: 'remediated',
        mode: 'remediate',
        wayBack: [
          `gcloud iam service-accounts remove-iam-policy-binding ${BATCH} --member=${AGENT} --role=roles/iam.serviceAccountTokenCreator --condition=None --project=identity-prod`,
          `gcloud iam service-accounts remove-iam-policy-binding ${BATCH} --member=${DEV} --role=roles/iam.serviceAccountUser --condition=None --project=identity-prod`,
        ],
      });
    expect(findings['missing-act-as']?.history.map(({ what }) => what).slice(1)).toEqual([
      `Let ${DEV} act as ${BATCH}.`,
      `Let ${AGENT} mint tokens for ${BATCH}.`,
      `Everything that using ${BATCH} takes is there.`,
      `Mended: dev@example.com can deploy jobs of payments-prod as ${BATCH}.`,
    ]);
    expect(findings['missing-token-creator']?.history.map(({ what }) => what).slice(1)).toEqual([
      `Mended: dev@example.com can deploy jobs of payments-prod as ${BATCH}.`,
    ]);
  });
});

describe('what a denied deploy gets', () => {
  let world: Accessing;
  afterEach(() => world.close());

  const act = { role: ACT_AS, members: [DEV] };
  const mint = { role: TOKEN_CREATOR, members: [AGENT] };
  const give = (...bindings: readonly { role: string; members: string[] }[]): Options => ({
    edit: ({ projects }) => {
      const home = projects.find(({ id }) => id === 'identity-prod');
      if (home !== undefined) home.accountBindings = { [BATCH]: [...bindings] };
    },
  });

  it.each([
    { held: 'the deployer may act as the account', given: [act] },
    { held: 'Cloud Run may mint tokens for it', given: [mint] },
  ])('is nothing more than what is missing, where $held', async ({ given }) => {
    world = await accessing(give(...given));
    const messages = await world.denied();
    expect(messages).toHaveLength(1);
    await world.deliver(messages[0]);
    expect(world.bindings()).toHaveLength(2);
    expect(world.bindings()).toEqual(expect.arrayContaining(BOTH));
    expect(world.writes()).toHaveLength(1);
    const [finding] = Object.values(await world.findings());
    expect(finding?.wayBack).toHaveLength(1);
  });

  it('is the group that trust names, exactly as written, where it names no deployer', async () => {
    world = await accessing({
      policy: trusts(`accounts: [${BATCH}]`, 'deployers: ["group:team@example.com"]'),
      edit: (file) => {
        file.groups = { 'team@example.com': [DEV] };
      },
    });
    for (const message of await world.denied()) await world.deliver(message);
    expect(world.bindings()).toEqual([
      { role: ACT_AS, members: ['group:team@example.com'] },
      { role: TOKEN_CREATOR, members: [AGENT] },
    ]);
  });

  it('keeps conditional bindings of the same roles, auditing and everybody else as they were', async () => {
    const condition = {
      title: 'for a while',
      expression: 'request.time < timestamp("2020-01-01T00:00:00Z")',
    };
    const theirs = [
      { role: ACT_AS, members: [DEV], condition },
      { role: ACT_AS, members: ['user:admin@example.com'] },
      { role: TOKEN_CREATOR, members: [AGENT], condition },
    ];
    world = await accessing(give(...theirs));
    for (const message of await world.denied()) await world.deliver(message);
    expect(world.bindings()).toEqual([
      theirs[0],
      { role: ACT_AS, members: ['user:admin@example.com', DEV] },
      theirs[2],
      mint,
    ]);
  });

  it('is one remediation for two deploys of different jobs that were denied at once', async () => {
    world = await accessing();
    const first = await world.denied({ name: 'cp' });
    const second = await world.denied({ name: 'cp-again' });
    await world.deliver(first[0]);
    for (const message of [...first.slice(1), ...second]) await world.deliver(message);
    expect(world.writes()).toHaveLength(2);
    expect(await world.ledger().remediationsOn(BATCH)).toHaveLength(1);
    const { ['missing-act-as']: finding } = await world.findings();
    expect(finding).toMatchObject({ state: 'remediated', resource: { name: 'cp-again' } });
    expect(finding?.wayBack).toHaveLength(2);
  });
});
