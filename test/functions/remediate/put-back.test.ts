import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RemediatePorts } from '../../../functions/remediate/ports.ts';
import { ApiFailure } from '../../../shared/gcp/api-failure.ts';
import type { WholeJob } from '../../../shared/gcp/job-writer.ts';
import { job as jobOf } from './local-jobs.ts';
import { DEFAULT, type Remediating, remediating } from './remediating.ts';

const PROJECT = 'projects/payments-prod';
const pathOf = (name: string) => `${PROJECT}/locations/us-central1/jobs/${name}`;
const failure = (status: number, code: string, text: string) =>
  new ApiFailure(text, { status, code, api: 'run.googleapis.com' });

describe('a remediation that cannot be done', () => {
  let world: Remediating;
  beforeAll(async () => {
    world = await remediating();
  });
  afterAll(() => world.close());

  type Writer = RemediatePorts['jobWriter'];
  /** What the job writer reads, `read` being called with how often it has read and what is there. */
  const reading = (read: (nth: number, live: WholeJob) => Promise<WholeJob>): Writer => {
    const { jobWriter } = world.google;
    let reads = 0;
    return {
      ...jobWriter,
      read: async (resource) => {
        const live = await jobWriter.read(resource);
        reads += 1;
        return live === undefined ? undefined : read(reads, live);
      },
    };
  };
  const patch = async (name: string, change: (task: object) => object, labels: object) => {
    const dev = world.apis.jobsAs('user:dev@example.com');
    const { data } = await dev.get({ name: pathOf(name) });
    const template = { template: change(data.template?.template ?? {}) };
    await dev.patch({ name: pathOf(name), requestBody: { template, labels: { ...labels } } });
  };
  it('fails and is put back when Cloud Run cannot make the job ready with it', async () => {
    const message = await world.made('unready', { as: 'user:ci@example.com' });
    const before = structuredClone(world.jobBody('unready'));
    const jobWriter = reading(async (nth, live) =>
      nth === 2
        ? { ...live, terminalCondition: { type: 'Ready', state: 'CONDITION_FAILED' } }
        : live,
    );
    await world.deliver(message, { jobWriter });
    const email = await world.dedicatedTo('unready');
    const finding = await world.finding('unready');
    expect(finding.state).toBe('failed');
    expect(finding.decision.because.at(-1)).toBe(
      `The remediation failed. Cloud Run could not make the job ready as ${email}. Put the job back onto ${DEFAULT}. user:ci@example.com may no longer act as ${email}. Took roles/logging.logWriter on project payments-prod from serviceAccount:${email} again. The service account ${email} stays; delete it if nobody needs it.`,
    );
    expect(world.jobBody('unready').template).toEqual(before.template);
    expect(world.rolesOf(email)).toEqual([]);
    expect(world.accountOf(email)?.disabled).toBe(false);
    const [alert] = await world.ledger().alerts();
    expect(alert).toMatchObject({ kind: 'remediation-failed', severity: 'high', count: 1 });
    expect(world.published.slice(-2)).toEqual([message, { kind: 'alert', alert: alert?.id }]);
  });

  it('is told again and changes nothing when its message is delivered again', async () => {
    const finding = await world.finding('unready');
    const start = world.writes().length;
    const message = world.published.findLast(({ kind }) => kind === 'finding');
    await world.deliver(message);
    expect(await world.finding('unready')).toEqual(finding);
    expect(world.writes()).toHaveLength(start);
    expect(world.published.slice(-2).map(({ kind }) => kind)).toEqual(['finding', 'alert']);
  });

  it('is not tried again on the event of its own putting back', async () => {
    const writer = 'bailiff-job-writer@bailiff-prod.iam.gserviceaccount.com';
    const start = world.writes().length;
    await world.deliver(await world.seen('unready', writer));
    expect(await world.finding('unready')).toMatchObject({ state: 'ticketed', mode: 'ticket' });
    expect(world.writes()).toHaveLength(start);
  });

  it('is furnished whole when a later deploy is mended with the account that stayed', async () => {
    const email = await world.dedicatedTo('unready');
    await patch('unready', (task) => task, { again: 'yes' });
    await world.deliver(await world.seen('unready'));
    expect(world.runsAs('unready')).toBe(email);
    expect(world.rolesOf(email)).toEqual(['roles/logging.logWriter']);
  });

  it("never overwrites somebody's newer deploy, which keeps the account and what it was given", async () => {
    const message = await world.made('redeployed');
    const jobWriter = reading(async (nth, live) =>
      nth === 2 ? { ...live, labels: { team: 'somebody-else' } } : live,
    );
    let asked = 0;
    await world.deliver(message, {
      jobWriter: {
        ...jobWriter,
        read: async (resource) => {
          asked += 1;
          if (asked === 3) await patch('redeployed', (task) => task, { newer: 'yes' });
          return jobWriter.read(resource);
        },
      },
    });
    const email = await world.dedicatedTo('redeployed');
    expect(world.runsAs('redeployed')).toBe(email);
    expect(world.jobBody('redeployed').labels).toEqual({ newer: 'yes' });
    expect(world.rolesOf(email)).toEqual(['roles/logging.logWriter']);
    expect((await world.finding('redeployed')).decision.because.at(-1)).toBe(
      'The remediation failed. More than the account of the job differs after the change. The job is left as dev@example.com deployed it since.',
    );
  });

  it("never overwrites somebody's newer deploy onto the old account, and takes the roles back", async () => {
    const message = await world.made('set-back');
    let asked = 0;
    const { jobWriter } = world.google;
    await world.deliver(message, {
      jobWriter: {
        ...jobWriter,
        read: async (resource) => {
          asked += 1;
          const live = await jobWriter.read(resource);
          if (asked !== 2 || live === undefined) return live;
          await patch('set-back', (task) => ({ ...task, serviceAccount: DEFAULT }), {
            mine: 'yes',
          });
          return { ...live, labels: { team: 'somebody-else' } };
        },
      },
    });
    expect(world.runsAs('set-back')).toBe(DEFAULT);
    expect(world.jobBody('set-back').labels).toEqual({ mine: 'yes' });
    expect(world.jobBody('set-back').lastModifier).toBe('dev@example.com');
    expect(world.rolesOf(await world.dedicatedTo('set-back'))).toEqual([]);
  });

  it.each([
    ['put-back-late', 1],
    ['put-back-later', 5],
  ])(
    'is put back where the job is shown as it was before: %s, %d reads behind',
    async (name, behind) => {
      const message = await world.made(name, { as: 'user:ci@example.com' });
      const earlier = await world.google.jobWriter.read(jobOf(name));
      const jobWriter = reading(async (nth, live) => {
        if (nth === 2) return { ...live, labels: { team: 'somebody-else' } };
        return nth > 2 && nth <= 2 + behind && earlier !== undefined ? earlier : live;
      });
      const first = world.deliver(message, { jobWriter });
      await (behind < 5 ? first : expect(first).rejects.toThrow('shown as it was'));
      if (behind >= 5) await world.deliver(message);
      expect(world.runsAs(name)).toBe(DEFAULT);
      expect(world.rolesOf(await world.dedicatedTo(name))).toEqual([]);
      expect((await world.finding(name)).decision.because.at(-1)).toContain(
        `Put the job back onto ${DEFAULT}.`,
      );
    },
  );

  it('leaves the grants that were there before it', async () => {
    const message = await world.made('granted', { as: 'user:ci@example.com' });
    const { accountWriter, jobWriter } = world.google;
    const create: RemediatePorts['accountWriter']['create'] = async (account) => {
      const made = await accountWriter.create(account);
      const policy = await accountWriter.policy(made.email);
      const role = 'roles/iam.serviceAccountUser';
      const bindings = [{ role, members: ['user:ci@example.com'] }];
      await accountWriter.setPolicy(made.email, { ...policy, bindings });
      return made;
    };
    await world.deliver(message, {
      accountWriter: { ...accountWriter, create },
      jobWriter: {
        ...jobWriter,
        validate: async () => {
          throw failure(400, 'INVALID_ARGUMENT', 'The launch stage is not supported.');
        },
      },
    });
    const account = world.accountOf(await world.dedicatedTo('granted'));
    expect((await world.finding('granted')).state).toBe('failed');
    expect(world.runsAs('granted')).toBe(DEFAULT);
    expect(world.allowPolicy(`serviceAccounts/${account?.uniqueId}`)?.bindings).toEqual([
      { role: 'roles/iam.serviceAccountUser', members: ['user:ci@example.com'] },
    ]);
  });

  it('says what could not be taken back', async () => {
    const message = await world.made('stuck');
    const { jobWriter, roleGranter } = world.google;
    if (roleGranter === undefined) throw new Error('There is no role granter.');
    let writes = 0;
    await world.deliver(message, {
      jobWriter: {
        ...jobWriter,
        validate: async () => {
          throw failure(400, 'INVALID_ARGUMENT', 'The launch stage is not supported.');
        },
      },
      roleGranter: {
        ...roleGranter,
        setPolicy: async (name, policy) => {
          writes += 1;
          if (writes === 1) return roleGranter.setPolicy(name, policy);
          throw failure(403, 'PERMISSION_DENIED', 'Permission denied by a deny policy.');
        },
      },
    });
    const email = await world.dedicatedTo('stuck');
    expect((await world.finding('stuck')).decision.because.at(-1)).toContain(
      `Of "Grant roles/logging.logWriter on project payments-prod to serviceAccount:${email}." nothing could be taken back, so look at it: Permission denied by a deny policy.`,
    );
  });
});
