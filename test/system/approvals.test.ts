import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleDeployment } from '../fixtures/example-policy.ts';
import { ADMIN, DEFAULT, type Local, ruleSays, startLocal } from './local.ts';

const BATCH = 'batch-runtime@identity-prod.iam.gserviceaccount.com';
const CONSTRAINT = 'iam.disableCrossProjectServiceAccountUsage';
const ATTEMPT = `~payments-prod~${BATCH}~dev@example.com~attempt`;
const DEV = 'user:dev@example.com';

/** What the console answers to an approver. */
const ask = (local: Local, as: string, verb: string, id: string, body: object = {}) =>
  local.call(as, 'POST', `api/findings/${encodeURIComponent(id)}/${verb}`, body);

describe('a constraint that an approver has lifted, with the real functions', () => {
  let local: Local;
  beforeAll(async () => {
    const { actions } = exampleDeployment();
    const deployment = exampleDeployment({ actions: [...actions, 'allow-cross-project-use'] });
    local = await startLocal({
      deployment,
      policy: [
        'apiVersion: bailiff/v1',
        'rules:',
        '  missing-act-as: { mode: remediate }',
        '  missing-token-creator: { mode: remediate }',
        '  cross-project-use-disabled: { mode: approve }',
        'trust:',
        `  - { projects: [payments-prod], accounts: [${BATCH}], deployers: ["${DEV}"] }`,
      ].join('\n'),
      edit: ({ organization, projects }) => {
        delete organization.policies[CONSTRAINT];
        const home = projects.find(({ id }) => id === 'identity-prod');
        if (home !== undefined) home.policies = {};
      },
    });
  });
  afterAll(() => local.close());
  const deploy = () => local.create('cp', { account: BATCH });
  const constraint = () =>
    local.call(ADMIN, 'GET', `v2/projects/identity-prod/policies/${CONSTRAINT}`).then(
      ({ spec }) => (spec as { readonly rules: unknown }).rules,
      () => 'not set',
    );
  const states = async () =>
    (await local.findings()).map(({ rule, state }) => `${rule} ${state}`).sort();

  it('denies the first deploy, and what it lacks waits whole', async () => {
    await expect(deploy()).rejects.toThrow();
    await local.settled();
    expect(await states()).toEqual([
      'cross-project-use-disabled awaiting-approval',
      'missing-act-as awaiting-approval',
      'missing-token-creator awaiting-approval',
    ]);
    expect(await constraint()).toBe('not set');
    expect(local.writes()).toEqual([]);
  });

  it('lets the second deploy through once it is approved', async () => {
    await ask(local, ADMIN, 'approve', `cross-project-use-disabled${ATTEMPT}`);
    await local.settled();
    expect(await constraint()).toEqual([{ enforce: false }]);
    await deploy();
    expect(local.runsAs('cp')).toBe(BATCH);
    await local.settled();
    expect(await states()).toEqual([
      'cross-project-use-disabled remediated',
      'missing-act-as remediated',
      'missing-token-creator remediated',
    ]);
  });

  it('is what it was before after an undo, which names the lien and leaves no trace that looks like a thief’s', async () => {
    const answer = await ask(local, ADMIN, 'undo', `missing-act-as${ATTEMPT}`);
    expect(answer['stays']).toEqual([
      'The lien that Google put on identity-prod stays: Bailiff cannot remove it.',
    ]);
    await local.settled();
    expect(await constraint()).toBe('not set');
    const account = local.account(BATCH);
    expect(local.allowPolicy(`serviceAccounts/${account?.uniqueId}`)?.bindings ?? []).toEqual([]);
    expect(await local.alerts()).toEqual([]);
    const attempts = (await local.findings()).filter(({ attempted }) => attempted);
    for (const { state, mode } of attempts) expect([state, mode]).toEqual(['held', 'ticket']);
    const [ticket] = await local.ledger.tickets();
    expect(ticket).toMatchObject({ state: 'open' });
  });
});

describe('the console of the local organization', () => {
  const ID = 'default-service-account~payments-prod~us-central1~nightly';
  let local: Local;
  beforeAll(async () => {
    local = await startLocal({
      policy: ruleSays('mode: approve', 'action: { create: { roles: [] } }'),
    });
    await local.create('nightly');
    await local.settled();
  });
  afterAll(() => local.close());

  const rejects = async (promise: Promise<unknown>) =>
    promise.then(
      () => 'accepted',
      (error: Error) => error.message,
    );

  it.each([
    [DEV, 'user:dev@example.com is not among the approvers'],
    ['serviceAccount:nobody@payments-prod.iam.gserviceaccount.com', 'Say who asks'],
    ['nobody', 'Say who asks'],
  ])('takes no approval of %s', async (as, why) => {
    expect(await rejects(ask(local, as, 'approve', ID))).toContain(why);
    expect((await local.finding('nightly')).request).toBeUndefined();
  });

  it('takes none under a foreign host name', async () => {
    const { hostname, port } = new URL(local.url);
    const status = await new Promise((resolve, reject) => {
      const asked = httpRequest({
        ...{ hostname, port, method: 'POST', path: `/api/findings/${ID}/approve` },
        headers: {
          host: 'evil.example',
          authorization: `Bearer sandbox:${ADMIN}`,
          'content-type': 'application/json',
        },
      });
      asked.on('response', (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      asked.on('error', reject);
      asked.end('{}');
    });
    expect(status).toBe(403);
    expect((await local.finding('nightly')).request).toBeUndefined();
  });

  it('alone may publish on approvals, and is believed no more than anybody: a message approves nothing', async () => {
    const message = {
      ...{ kind: 'finding', finding: ID, event: 'approvals|forged' },
      decision: `${ID}@approve.forged`,
    };
    const data = Buffer.from(JSON.stringify(message)).toString('base64');
    const path = 'v1/projects/bailiff-prod/topics/approvals:publish';
    const publish = (who: string) =>
      local.call(who, 'POST', path, { messages: [{ data, attributes: {} }] });
    for (const who of ['evaluate', 'remediate', 'notify'])
      expect(
        await rejects(
          publish(`serviceAccount:bailiff-${who}@bailiff-prod.iam.gserviceaccount.com`),
        ),
      ).toContain('User not authorized');
    await publish('serviceAccount:bailiff-console@bailiff-prod.iam.gserviceaccount.com');
    await local.settled();
    expect(await local.finding('nightly')).toMatchObject({ state: 'awaiting-approval' });
    expect(local.runsAs('nightly')).toBe(DEFAULT);
  });

  it('has the job moved by an approval and put back by an undo, and no ticket or alert tells otherwise', async () => {
    await ask(local, ADMIN, 'approve', ID);
    await local.settled();
    expect(await local.finding('nightly')).toMatchObject({ state: 'remediated', mode: 'approve' });
    expect(local.runsAs('nightly')).not.toBe(DEFAULT);
    expect(await local.ledger.tickets()).toMatchObject([{ state: 'closed' }]);
    await ask(local, ADMIN, 'undo', ID);
    await local.settled();
    expect(local.runsAs('nightly')).toBe(DEFAULT);
    expect(await local.finding('nightly')).toMatchObject({
      ...{ state: 'held', mode: 'ticket', setBacks: [] },
      hold: { kind: 'undone', by: ADMIN },
    });
    expect(await local.ledger.tickets()).toMatchObject([{ state: 'open' }]);
    expect(await local.alerts()).toEqual([]);
    expect(local.writes().filter((write) => write.startsWith('UpdateJob'))).toHaveLength(2);
  });
});
