import { afterEach, describe, expect, it } from 'vitest';
import { fullResourceName } from '../../../shared/domain/resource.ts';
import { createJob } from '../../shared/gcp/local-apis.ts';
import {
  type Accessing,
  AGENT,
  accessing,
  BATCH,
  DEV,
  TOKEN_CREATOR,
  TRUSTED,
} from './accessing.ts';
import { job } from './local-jobs.ts';

const LATE = 3600;

describe('grants that are not seen everywhere at once', () => {
  let world: Accessing;
  afterEach(() => world.close());
  const slow = (seconds: number) =>
    accessing({
      edit: (file) => {
        file.propagationSeconds = seconds;
      },
    });

  it('are waited for by redelivery, and made once', async () => {
    world = await slow(1);
    const [message] = await world.denied();
    let refused = 0;
    for (let delivery = 0; delivery < 40; delivery += 1) {
      const error: unknown = await world.deliver(message).then(
        () => undefined,
        (thrown) => thrown,
      );
      if (error === undefined) break;
      expect(error).toMatchObject({
        name: 'Redeliver',
        message: `What was granted on ${BATCH} is not seen everywhere yet.`,
      });
      refused += 1;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    expect(refused).toBeGreaterThan(0);
    const { ['missing-act-as']: finding } = await world.findings();
    expect(finding?.state).toBe('remediated');
    expect(world.writes()).toHaveLength(2);
  });

  it('are also waited for by the delivery of the other finding, which makes none of its own', async () => {
    world = await slow(LATE);
    const [first, second] = await world.denied();
    await expect(world.deliver(first)).rejects.toMatchObject({ name: 'Redeliver' });
    await expect(world.deliver(second)).rejects.toMatchObject({ name: 'Redeliver' });
    expect(world.writes()).toHaveLength(2);
    expect(await world.ledger().remediationsOn(BATCH)).toHaveLength(1);
  });

  it('stay where they are when ten minutes have passed, and somebody is told how to look and how to undo', async () => {
    world = await slow(LATE);
    const messages = await world.denied();
    await expect(world.deliver(messages[0])).rejects.toMatchObject({ name: 'Redeliver' });
    world.advance(9 * 60);
    await expect(world.deliver(messages[0])).rejects.toMatchObject({ name: 'Redeliver' });
    world.advance(62);
    for (const message of messages) await world.deliver(message);
    const findings = await world.findings();
    for (const rule of ['missing-act-as', 'missing-token-creator']) {
      expect(findings[rule]).toMatchObject({ state: 'failed' });
      expect(findings[rule]?.wayBack).toHaveLength(2);
    }
    expect(findings['missing-act-as']?.decision.because.at(-1)).toBe(
      `The remediation failed. Ten minutes after the grants this is still not seen: iam.serviceAccounts.actAs on ${BATCH} for dev@example.com; iam.serviceAccounts.getAccessToken on ${BATCH} for the Cloud Run service agent of payments-prod. What was granted stays, since the policy trusts it.`,
    );
    expect(world.bindings()).toHaveLength(2);
    expect(world.writes()).toHaveLength(2);
    const alerts = await world.ledger().alerts();
    expect(alerts.map(({ kind }) => kind)).toEqual(['remediation-failed']);
  });

  it('are taken back when the policy trusts them no more before they were seen', async () => {
    world = await slow(LATE);
    const [message] = await world.denied();
    await expect(world.deliver(message)).rejects.toMatchObject({ name: 'Redeliver' });
    world.setPolicy(TRUSTED.replaceAll('mode: remediate', 'mode: ticket'));
    await world.deliver(message);
    expect(world.bindings()).toEqual([]);
    const { ['missing-act-as']: finding } = await world.findings();
    expect(finding).toMatchObject({ state: 'ticketed', mode: 'ticket', wayBack: [] });
    const [remediation] = await world.ledger().remediationsOn(BATCH);
    expect(remediation?.outcome).toMatchObject({
      kind: 'skipped',
      because: expect.stringMatching(
        /^The account was left as it was\. By now the policy asks for ticket: .* may no longer mint tokens for .* may no longer act as /,
      ),
    });
  });
});

describe('a remediation that is cut off between its grants', () => {
  it.each([
    { title: 'trust is withdrawn', policy: TRUSTED.replace(DEV, 'user:admin@example.com') },
    { title: 'the policy asks for less', policy: TRUSTED.replaceAll('remediate }', 'ticket }') },
  ])('is put back when $title meanwhile', async ({ policy }) => {
    const world = await accessing();
    const [message] = await world.denied();
    const { accountWriter } = world.google;
    let writes = 0;
    const setPolicy: typeof accountWriter.setPolicy = async (email, wanted) => {
      writes += 1;
      if (writes === 2) throw new Error('killed');
      return accountWriter.setPolicy(email, wanted);
    };
    await expect(
      world.deliver(message, { accountWriter: { ...accountWriter, setPolicy } }),
    ).rejects.toThrow('killed');
    expect(world.bindings()).toHaveLength(1);
    world.setPolicy(policy);
    world.advance(121);
    await world.deliver(message);
    expect(world.bindings()).toEqual([]);
    const { ['missing-act-as']: finding } = await world.findings();
    expect(finding).toMatchObject({ state: 'ticketed' });
    await world.close();
  });
});

describe('token minting that is taken away from under a job', () => {
  const running = async (policy = TRUSTED) => {
    const world = await accessing({
      policy,
      edit: ({ projects }) => {
        const home = projects.find(({ id }) => id === 'identity-prod');
        if (home === undefined) return;
        home.accountBindings = {
          [BATCH]: [
            { role: TOKEN_CREATOR, members: [AGENT] },
            { role: 'roles/iam.serviceAccountUser', members: [DEV] },
          ],
        };
      },
    });
    for (const name of ['nightly', 'hourly'])
      await createJob(world.apis, name, { serviceAccount: BATCH });
    const admin = world.google.accountWriter;
    const revoke = async () => {
      const policy = await admin.policy(BATCH);
      const bindings = (policy.bindings ?? []).filter(({ role }) => role !== TOKEN_CREATOR);
      await admin.setPolicy(BATCH, { ...policy, bindings });
    };
    return { world, revoke };
  };

  it('is put back once a day where trust says so, for all jobs by one grant, and ticketed after that', async () => {
    const { world, revoke } = await running();
    await revoke();
    const [nightly] = await world.drifted('nightly');
    const [hourly] = await world.drifted('hourly');
    const before = world.writes().length;
    await world.deliver(nightly);
    await world.deliver(hourly);
    expect(world.writes().length - before).toBe(1);
    expect(world.bindings()).toContainEqual({ role: TOKEN_CREATOR, members: [AGENT] });
    expect(
      await world.ledger().finding('missing-token-creator~payments-prod~us-central1~nightly'),
    ).toMatchObject({
      state: 'remediated',
      wayBack: [
        `gcloud iam service-accounts remove-iam-policy-binding ${BATCH} --member=${AGENT} --role=roles/iam.serviceAccountTokenCreator --condition=None --project=identity-prod`,
      ],
    });
    expect(
      await world.ledger().finding('missing-token-creator~payments-prod~us-central1~hourly'),
    ).toMatchObject({
      state: 'resolved',
    });

    await revoke();
    const [again] = await world.drifted('nightly');
    await world.deliver(again);
    const held = await world
      .ledger()
      .finding('missing-token-creator~payments-prod~us-central1~nightly');
    expect(held).toMatchObject({ state: 'held', mode: 'ticket' });
    expect(held?.decision.because.at(-1)).toBe(
      `Bailiff let ${AGENT} mint tokens for ${BATCH} again within the last day, and somebody took it away since.`,
    );
    expect(world.bindings().map(({ role }) => role)).toEqual(['roles/iam.serviceAccountUser']);

    world.advance(24 * 60 * 60 + 1);
    const [tomorrow] = await world.drifted('nightly');
    await world.deliver(tomorrow);
    expect(world.bindings()).toContainEqual({ role: TOKEN_CREATOR, members: [AGENT] });
    await world.close();
  });

  it('is ticketed and left alone where trust does not say so', async () => {
    const { world, revoke } = await running(TRUSTED.replace('restore: true', 'restore: false'));
    await revoke();
    const before = world.writes().length;
    for (const message of await world.drifted('nightly')) await world.deliver(message);
    const { ['missing-token-creator']: finding } = await world.findings();
    expect(finding).toMatchObject({ state: 'ticketed', mode: 'ticket' });
    expect(world.writes()).toHaveLength(before);
    await world.close();
  });

  it('is put back once the budget allows it again, since waiting for that counts for nothing', async () => {
    const limits = 'remediationsPerHour: 500, remediationsPerHourPerProject: 500';
    const { world, revoke } = await running(
      TRUSTED.replace(limits, 'remediationsPerHour: 1, remediationsPerHourPerProject: 1'),
    );
    await world.ledger().claim({
      decision: 'decision-0',
      finding: 'finding-0',
      resource: fullResourceName(job('another')),
      project: 'payments-prod',
      owner: 'somebody',
      at: world.now(),
      leaseSeconds: 1,
      event: 'event-1',
      budget: { organization: 1, project: 1, windowSeconds: 3600 },
    });
    await revoke();
    const [limited] = await world.drifted('nightly');
    await world.deliver(limited);
    expect(await stateOf(world, 'nightly')).toBe('held');
    world.advance(3600);
    const [later] = await world.drifted('nightly');
    await world.deliver(later);
    expect(await stateOf(world, 'nightly')).toBe('remediated');
    await world.close();
  });

  it('of two jobs at once is put back for one, and the other is told nothing else', async () => {
    const { world, revoke } = await running();
    await revoke();
    const messages = [...(await world.drifted('nightly')), ...(await world.drifted('hourly'))];
    const ends = await Promise.allSettled(messages.map((message) => world.deliver(message)));
    for (const end of ends)
      if (end.status === 'rejected') expect(end.reason).toMatchObject({ name: 'Redeliver' });
    for (const message of messages) await world.deliver(message);
    const states = [await stateOf(world, 'nightly'), await stateOf(world, 'hourly')];
    expect(states.sort()).toEqual(['remediated', 'resolved']);
    await world.close();
  });

  it('is begun by no other decision that day, which waits ten minutes and then says so', async () => {
    const { world, revoke } = await running();
    await revoke();
    const once = { most: 1, windowSeconds: 86_400 };
    await world.ledger().admit(`restore|${BATCH}|${AGENT}`, 'decision-0', world.now(), once);
    const [message] = await world.drifted('nightly');
    const because = `Within the last day Bailiff began to let ${AGENT} mint tokens for ${BATCH} again for another decision, and it begins that once a day.`;
    await expect(world.deliver(message)).rejects.toMatchObject({
      name: 'Redeliver',
      message: because,
    });
    world.advance(10 * 60);
    await world.deliver(message);
    expect(await stateOf(world, 'nightly')).toBe('held');
    const { ['missing-token-creator']: finding } = await world.findings();
    expect(finding?.decision.because.at(-1)).toBe(because);
    await world.close();
  });
});

async function stateOf(world: Accessing, name: string) {
  const id = `missing-token-creator~payments-prod~us-central1~${name}`;
  return (await world.ledger().finding(id))?.state;
}
