import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { RemediatePorts } from '../../../functions/remediate/ports.ts';
import type { Binding } from '../../../shared/domain/iam-policy.ts';
import { ApiFailure } from '../../../shared/gcp/api-failure.ts';
import { DEFAULT, type Remediating, remediating } from './remediating.ts';

const CONDITIONAL: Binding = {
  role: 'roles/logging.logWriter',
  members: ['user:admin@example.com'],
  condition: {
    title: 'until new year',
    description: 'kept as it is',
    expression: 'request.time < timestamp("2099-01-01T00:00:00Z")',
  },
};

describe('somebody else and Bailiff at once', () => {
  let world: Remediating;
  beforeAll(async () => {
    world = await remediating({
      edit: (file) => {
        for (const project of file.projects)
          if (project.id === 'payments-prod')
            project.bindings.push({
              ...CONDITIONAL,
              members: [...CONDITIONAL.members],
              condition: { title: 'until new year', expression: 'true' },
            });
      },
    });
  });
  afterAll(() => world.close());

  /** Runs `edit` ahead of the first calls, as many as `times`. */
  const ahead = (times: number, edit: (round: number) => Promise<unknown>) => {
    let left = times;
    return async () => {
      if (left === 0) return;
      left -= 1;
      await edit(times - left);
    };
  };

  /** The job is edited ahead of Bailiff's writes to it. */
  const editedAhead = (edit: () => Promise<void>): Pick<RemediatePorts, 'jobWriter'> => {
    const { jobWriter } = world.google;
    const replace: typeof jobWriter.replace = async (body) => {
      await edit();
      return jobWriter.replace(body);
    };
    return { jobWriter: { ...jobWriter, replace } };
  };

  it('edit the policy of the project, and neither loses a binding', async () => {
    const { roleGranter } = world.google;
    if (roleGranter === undefined) throw new Error('There is no role granter.');
    const name = 'projects/payments-prod';
    const edit = ahead(3, async (round) => {
      const policy = await roleGranter.policy(name);
      const added = { role: 'roles/viewer', members: [`user:reader-${round}@example.com`] };
      const bindings = [...(policy.bindings ?? []), added, ...(round === 1 ? [CONDITIONAL] : [])];
      await roleGranter.setPolicy(name, { ...policy, bindings });
    });
    const before = world.allowPolicy(name)?.bindings ?? [];
    await world.deliver(await world.made('stormy'), {
      roleGranter: {
        ...roleGranter,
        setPolicy: async (place, policy) => {
          await edit();
          return roleGranter.setPolicy(place, policy);
        },
      },
    });
    const email = world.runsAs('stormy') ?? '';
    const after = world.allowPolicy(name)?.bindings ?? [];
    const kept = after.flatMap((binding) => {
      const members = binding.members.filter(
        (one) => one !== `serviceAccount:${email}` && !one.startsWith('user:reader-'),
      );
      return members.length === 0 ? [] : [{ ...binding, members }];
    });
    expect(sorted(kept)).toEqual(sorted([...before, CONDITIONAL]));
    const viewers = after
      .filter(({ role }) => role === 'roles/viewer')
      .flatMap((one) => one.members);
    expect(viewers.sort()).toEqual([1, 2, 3].map((round) => `user:reader-${round}@example.com`));
    expect(after.filter(({ members }) => members.includes(`serviceAccount:${email}`))).toEqual([
      {
        role: 'roles/logging.logWriter',
        members: expect.arrayContaining([`serviceAccount:${email}`]),
      },
    ]);
  });

  it('edit the job, and neither loses what the other set', async () => {
    const message = await world.made('edited');
    const name = 'projects/payments-prod/locations/us-central1/jobs/edited';
    const dev = world.apis.jobsAs('user:dev@example.com');
    const edit = ahead(2, async (round) => {
      const { data } = await dev.get({ name });
      const labels = { ...data.labels, [`round-${round}`]: 'kept' };
      await dev.patch({ name, requestBody: { labels, template: data.template ?? {} } });
    });
    await world.deliver(message, editedAhead(edit));
    expect(world.runsAs('edited')).toMatch(/^edited-/);
    expect(world.jobBody('edited').labels).toEqual({
      team: 'payments',
      'round-1': 'kept',
      'round-2': 'kept',
    });
  });

  it('leave the job alone once somebody has put it onto another account meanwhile', async () => {
    const message = await world.made('moved-on');
    const name = 'projects/payments-prod/locations/us-central1/jobs/moved-on';
    const dev = world.apis.jobsAs('user:dev@example.com');
    const reports = 'reports@payments-prod.iam.gserviceaccount.com';
    const edit = ahead(1, async () => {
      const { data } = await dev.get({ name });
      const template = { template: { ...data.template?.template, serviceAccount: reports } };
      await dev.patch({ name, requestBody: { template } });
    });
    await world.deliver(message, editedAhead(edit));
    expect(world.runsAs('moved-on')).toBe(reports);
    expect((await world.remediations('moved-on'))[0]?.outcome).toMatchObject({ kind: 'skipped' });
    expect(JSON.stringify(world.allowPolicy('projects/payments-prod'))).not.toContain('moved-on-');
  });

  it('leave the job alone once somebody other than was judged has changed it, who may be managed or may attach less', async () => {
    const message = await world.made('taken-over', { as: 'user:ci@example.com' });
    const name = 'projects/payments-prod/locations/us-central1/jobs/taken-over';
    const dev = world.apis.jobsAs('user:dev@example.com');
    const edit = ahead(1, async () => {
      const { data } = await dev.get({ name });
      const labels = { ...data.labels, owner: 'dev' };
      await dev.patch({ name, requestBody: { labels, template: data.template ?? {} } });
    });
    await world.deliver(message, editedAhead(edit));
    expect(world.runsAs('taken-over')).toBe(DEFAULT);
    expect((await world.remediations('taken-over'))[0]?.outcome).toMatchObject({
      kind: 'skipped',
      because: expect.stringContaining('dev@example.com has changed the job meanwhile.'),
    });
  });
});

describe('two deliveries of one decision at once', () => {
  it('leave the claim free, though one has planned and given up while the other was looking', async () => {
    const world = await remediating();
    onTestFinished(world.close);
    const { accountWriter } = world.google;
    const message = await world.made('twofold');
    const unseen = async () => {
      const fields = { status: 503, code: 'UNAVAILABLE', api: 'iam.googleapis.com' };
      throw new ApiFailure('Try again.', fields);
    };
    const first = () =>
      world.deliver(message, { accountWriter: { ...accountWriter, get: unseen } });
    let looked = false;
    const second = world.deliver(message, {
      policy: {
        current: async () => {
          if (!looked) await expect(first()).rejects.toThrow('Try again.');
          looked = true;
          return world.ports().policy.current();
        },
      },
    });
    await expect(second).rejects.toThrow('was taken up by another delivery meanwhile.');
    await world.deliver(message);
    expect((await world.finding('twofold')).state).toBe('remediated');
    expect(world.runsAs('twofold')).toMatch(/^twofold-/);
    expect(await world.remediations('twofold')).toHaveLength(1);
  });
});

function sorted(bindings: readonly Binding[]): readonly Binding[] {
  const key = ({ role, condition }: Binding) => `${role} ${String(condition?.['expression'])}`;
  return bindings
    .map((binding) => ({ ...binding, members: binding.members.toSorted() }))
    .toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}
