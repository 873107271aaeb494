import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { missing, needs } from '../requirements.ts';
import {
  eventually,
  type LocalBailiff,
  PATIENCE_S,
  shell,
  startBailiff,
  succeeds,
} from './local-bailiff.ts';

const RUNTIME = 'batch-runtime@identity-prod.iam.gserviceaccount.com';
const IMAGE = 'us-docker.pkg.dev/cloudrun/container/job';
const AGENT = 'serviceAccount:service-310000000001@serverless-robot-prod.iam.gserviceaccount.com';
const USER_ROLE = 'roles/iam.serviceAccountUser';
const MINT_ROLE = 'roles/iam.serviceAccountTokenCreator';
const dev = { principal: 'user:dev@example.com', project: 'payments-prod' };
const admin = { principal: 'user:admin@example.com', project: 'identity-prod' };
const DEPLOY = `gcloud run jobs create cp --service-account ${RUNTIME} --image ${IMAGE} --region us-central1`;

interface FindingView {
  readonly id: string;
  readonly rule: string;
  readonly state: string;
  readonly mode: string;
  readonly resource: string;
  readonly principal: string;
  readonly serviceAccount: string;
  readonly ticket: string;
  readonly fix: readonly string[];
  readonly because: readonly string[];
}

interface TicketView {
  readonly id: string;
  readonly state: string;
  readonly rules: readonly string[];
  readonly body: string;
}

interface Policy {
  readonly etag: string;
  readonly bindings?: readonly { readonly role: string; readonly members: readonly string[] }[];
}

describe("another project's service account, with the real gcloud", () => {
  let bailiff: LocalBailiff;
  beforeEach(needs('gcloud'));
  beforeAll(async () => {
    if (missing('gcloud') === undefined) bailiff = await startBailiff();
  });
  afterAll(() => bailiff?.stop());

  const get = async <T>(path: string): Promise<T> =>
    (await (await fetch(`${bailiff.url}${path}`)).json()) as T;
  const findings = async (project: string) =>
    (await get<{ findings: FindingView[] }>('/api/findings')).findings.filter(({ resource }) =>
      resource.includes(`/projects/${project}/`),
    );
  const tickets = async () => (await get<{ tickets: TicketView[] }>('/api/tickets')).tickets;
  const policyOf = async (path: string): Promise<Policy> => {
    const answer = await fetch(`${bailiff.url}/${path}:getIamPolicy`, {
      method: 'POST',
      headers: { authorization: 'Bearer sandbox:user:admin@example.com' },
    });
    expect(answer.status, path).toBe(200);
    return (await answer.json()) as Policy;
  };
  const accountPolicy = () => policyOf(`v1/projects/identity-prod/serviceAccounts/${RUNTIME}`);
  /** Everything else that a grant could have changed. */
  const otherPolicies = () =>
    Promise.all(
      [
        ...['payments-prod', 'data-dev', 'identity-prod', 'bailiff-prod'].map(
          (project) => `v3/projects/${project}`,
        ),
        'v3/folders/200000000001',
        'v3/organizations/100000000001',
      ].map(policyOf),
    );

  it('stays denied where nobody trusts it: no policy changes, and one ticket names what is missing', async () => {
    const before = [await accountPolicy(), ...(await otherPolicies())];
    const denied = await shell(bailiff, { ...dev, project: 'data-dev' }, DEPLOY);
    expect(denied.code).not.toBe(0);
    expect(denied.stderr).toContain(
      `Permission 'iam.serviceaccounts.actAs' denied on service account ${RUNTIME} (or it may not exist).`,
    );
    const found = await eventually(
      PATIENCE_S,
      () => findings('data-dev'),
      (all) => all.length === 2 && all.every(({ ticket }) => ticket !== undefined),
    );
    expect(found.map(({ rule, mode, state }) => [rule, mode, state]).sort()).toEqual([
      ['missing-act-as', 'ticket', 'ticketed'],
      ['missing-token-creator', 'ticket', 'ticketed'],
    ]);
    const all = await tickets();
    expect(all).toHaveLength(1);
    expect(all[0]).toMatchObject({ state: 'open' });
    expect(all[0]?.rules.toSorted()).toEqual(['missing-act-as', 'missing-token-creator']);
    for (const words of ['dev@example.com', RUNTIME, USER_ROLE, MINT_ROLE, 'service-310000000002@'])
      expect(all[0]?.body).toContain(words);
    expect((await shell(bailiff, { ...dev, project: 'data-dev' }, DEPLOY)).code).not.toBe(0);
    expect([await accountPolicy(), ...(await otherPolicies())]).toEqual(before);
    expect(await tickets()).toHaveLength(1);
  });

  it('is denied once where it is trusted; within five seconds both bindings stand and nothing else, and the same command works', async () => {
    const before = await otherPolicies();
    const denied = await shell(bailiff, dev, DEPLOY);
    const began = Date.now();
    expect(denied.code).not.toBe(0);
    expect(denied.stderr).toContain(
      `Permission 'iam.serviceaccounts.actAs' denied on service account ${RUNTIME} (or it may not exist).`,
    );
    const found = await eventually(
      5,
      () => findings('payments-prod'),
      (all) => all.length === 2 && all.every(({ state }) => state === 'remediated'),
    );
    expect(Date.now() - began).toBeLessThan(5_000);
    expect(found.map(({ rule, state }) => [rule, state]).sort()).toEqual([
      ['missing-act-as', 'remediated'],
      ['missing-token-creator', 'remediated'],
    ]);
    expect((await accountPolicy()).bindings).toEqual([
      { role: USER_ROLE, members: ['user:dev@example.com'] },
      { role: MINT_ROLE, members: [AGENT] },
    ]);
    expect(await otherPolicies()).toEqual(before);
    await succeeds(bailiff, dev, DEPLOY);
    const account = await succeeds(
      bailiff,
      dev,
      "gcloud run jobs describe cp --format='value(spec.template.spec.template.spec.serviceAccountName)'",
    );
    expect(account).toBe(RUNTIME);
  });

  it('is put back once when somebody takes token minting away from under the job, and ticketed after that', async () => {
    const revoke = `gcloud iam service-accounts remove-iam-policy-binding ${RUNTIME} --member=${AGENT} --role=${MINT_ROLE} --condition=None --project=identity-prod`;
    const minting = async () =>
      (await accountPolicy()).bindings?.find(({ role }) => role === MINT_ROLE)?.members;
    const onJob = (state: string) =>
      eventually(
        PATIENCE_S,
        async () => (await findings('payments-prod')).filter(({ id }) => !id.includes('~attempt')),
        ([finding]) => finding?.state === state,
      );
    await succeeds(bailiff, admin, revoke);
    expect(await onJob('remediated')).toMatchObject([{ rule: 'missing-token-creator' }]);
    expect(await minting()).toEqual([AGENT]);
    await succeeds(bailiff, admin, revoke);
    const [held] = await onJob('held');
    expect(held).toMatchObject({ rule: 'missing-token-creator', state: 'held', mode: 'ticket' });
    expect(await minting()).toBeUndefined();
  });
});

describe('a permission that is inherited, with the real gcloud', () => {
  let bailiff: LocalBailiff;
  beforeEach(needs('gcloud'));
  beforeAll(async () => {
    if (missing('gcloud') === undefined) bailiff = await startBailiff();
  });
  afterAll(() => bailiff?.stop());

  it('from the account’s project makes the deploy work, and Bailiff writes nothing', async () => {
    const grant = (member: string, role: string) =>
      `gcloud projects add-iam-policy-binding identity-prod --member=${member} --role=${role} --condition=None`;
    await succeeds(
      bailiff,
      admin,
      `${grant('user:dev@example.com', USER_ROLE)}\n${grant(AGENT, MINT_ROLE)}`,
    );
    await succeeds(bailiff, dev, DEPLOY);
    const policy = await succeeds(
      bailiff,
      admin,
      `gcloud iam service-accounts get-iam-policy ${RUNTIME} --project=identity-prod --format=json`,
    );
    expect(JSON.parse(policy)).not.toHaveProperty('bindings');
    const counted = async () =>
      (await (await fetch(`${bailiff.url}/api/counts`)).json()) as {
        readonly counts: Readonly<Record<string, number>>;
      };
    const { counts } = await eventually(
      PATIENCE_S,
      counted,
      ({ counts: { compliant = 0 } }) => compliant > 0,
    );
    expect(counts).toMatchObject({ compliant: 1 });
    const { findings } = (await (await fetch(`${bailiff.url}/api/findings`)).json()) as {
      readonly findings: readonly unknown[];
    };
    expect(findings).toEqual([]);
  });
});
