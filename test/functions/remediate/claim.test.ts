import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RemediatePorts } from '../../../functions/remediate/ports.ts';
import type { WholeJob } from '../../../shared/gcp/job-writer.ts';
import { job as jobOf } from './local-jobs.ts';
import { DEFAULT, type Remediating, remediating } from './remediating.ts';

/** Whose first reads show the job as it was. */
function laggingBehind(
  jobWriter: RemediatePorts['jobWriter'],
  reads: number,
  earlier: () => WholeJob | undefined,
): RemediatePorts['jobWriter'] {
  let stale = reads;
  return {
    ...jobWriter,
    read: async (resource) => {
      stale -= 1;
      return stale >= 0 ? earlier() : jobWriter.read(resource);
    },
  };
}

describe('deliveries of one message', () => {
  let world: Remediating;
  beforeAll(async () => {
    world = await remediating();
  });
  afterAll(() => world.close());

  const methodsSince = (start: number) =>
    world
      .writes()
      .slice(start)
      .map(({ method }) => method);

  it('deliver one message, and each write is done once', async () => {
    const message = await world.made('raced');
    const start = world.writes().length;
    const first = await Promise.allSettled([world.deliver(message), world.deliver(message)]);
    expect(first.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    await world.deliver(message);
    expect((await world.finding('raced')).state).toBe('remediated');
    expect(methodsSince(start)).toEqual(['CreateServiceAccount', 'SetIamPolicy', 'UpdateJob']);
    expect(await world.remediations('raced')).toHaveLength(1);
  });

  it('hold one claim when the first is slow, and it stops as soon as it learns so', async () => {
    const message = await world.made('slow');
    const start = world.writes().length;
    const { jobWriter } = world.google;
    let taken = false;
    await world.deliver(message, {
      jobWriter: {
        ...jobWriter,
        replace: async (body) => {
          world.advance(121);
          if (!taken) await world.deliver(message);
          taken = true;
          return jobWriter.replace(body);
        },
      },
    });
    expect((await world.finding('slow')).state).toBe('remediated');
    expect(methodsSince(start).filter((method) => method === 'UpdateJob')).toHaveLength(1);
    expect(world.lines.at(-1)).toContain('"result":"claim-lost"');
  });

  it.each([
    ['interrupted', 0],
    ['interrupted-stale', 1],
  ])(
    'write once for one decision, when a job is set back while Bailiff was cut off: %s, %d reads behind',
    async (job, behind) => {
      const message = await world.made(job);
      const { jobWriter } = world.google;
      let earlier: WholeJob | undefined;
      const dies: RemediatePorts['jobWriter'] = {
        ...jobWriter,
        read: async (resource) => {
          earlier = await jobWriter.read(resource);
          return earlier;
        },
        replace: async (body) => {
          await jobWriter.replace(body);
          throw new Error('killed');
        },
      };
      await expect(world.deliver(message, { jobWriter: dies })).rejects.toThrow('killed');
      const name = `projects/payments-prod/locations/us-central1/jobs/${job}`;
      const dev = world.apis.jobsAs('user:dev@example.com');
      const { data } = await dev.get({ name });
      const template = { template: { ...data.template?.template, serviceAccount: DEFAULT } };
      await dev.patch({ name, requestBody: { template } });
      world.advance(121);
      const lagging = laggingBehind(jobWriter, behind, () => earlier);
      await world.deliver(message, { jobWriter: lagging });
      const ends = (await world.remediations(job)).map(({ decision, outcome }) => [
        decision.split('@')[1]?.split('.')[1],
        outcome?.kind,
      ]);
      // The set-back, generation 3, is another decision.
      expect(ends).toEqual([
        ['3', 'remediated'],
        ['1', 'skipped'],
      ]);
      expect((await world.finding(job)).state).toBe('remediated');
    },
  );

  it('give up for this delivery when the job never stands still, and finish at the next one', async () => {
    const { jobWriter } = world.google;
    const message = await world.made('restless');
    const stale: RemediatePorts['jobWriter'] = {
      ...jobWriter,
      replace: (body) => jobWriter.replace({ ...body, etag: '"CAAQAA/stale"' }),
    };
    await expect(world.deliver(message, { jobWriter: stale })).rejects.toThrow(
      'Its account could not be set in 5 tries: the job changed, or was shown as it was before.',
    );
    expect(world.runsAs('restless')).toBe(DEFAULT);
    await world.deliver(message);
    expect((await world.finding('restless')).state).toBe('remediated');
    expect(await world.remediations('restless')).toHaveLength(1);
  });

  it.each([
    ['shown-late', 1],
    ['shown-later', 5],
  ])(
    'leave no job to an event that was before it, where it is shown as it was: %s, %d reads behind',
    async (job, behind) => {
      const { jobWriter } = world.google;
      await world.made(job);
      const earlier = await jobWriter.read(jobOf(job));
      Object.assign(world.jobBody(job), { generation: '2', lastModifier: 'ci@example.com' });
      const message = await world.seen(job, 'ci@example.com');
      const lagging = laggingBehind(jobWriter, behind, () => earlier);
      const first = world.deliver(message, { jobWriter: lagging });
      await (behind < 5 ? first : expect(first).rejects.toThrow('shown as it was before'));
      if (behind >= 5) await world.deliver(message, { jobWriter: lagging });
      expect(await world.remediations(job)).toMatchObject([{ outcome: { kind: 'remediated' } }]);
      expect((await world.finding(job)).state).toBe('remediated');
    },
  );

  it('believe no answer that is older than their own write, or than what was found', async () => {
    const { jobWriter, readers } = world.google;
    const message = await world.made('shown-before');
    const earlier = await jobWriter.read(jobOf('shown-before'));
    let behind = 0;
    const lagging: RemediatePorts['jobWriter'] = {
      ...jobWriter,
      read: async (resource) => {
        behind -= 1;
        return behind >= 0 ? earlier : jobWriter.read(resource);
      },
      replace: async (body) => {
        behind = 2;
        return jobWriter.replace(body);
      },
    };
    await world.deliver(message, { jobWriter: lagging });
    const mended = await world.remediations('shown-before');
    expect(mended).toMatchObject([{ outcome: { kind: 'remediated' } }]);

    const old = await readers.jobs.read(jobOf('shown-before'));
    const body = world.jobBody('shown-before');
    Object.assign(body, { generation: '3', lastModifier: 'dev@example.com' });
    Object.assign(body.template?.template ?? {}, { serviceAccount: DEFAULT });
    const again = await world.seen('shown-before');
    const shown = { ...readers, jobs: { ...readers.jobs, read: async () => old } };
    await expect(world.deliver(again, { readers: shown })).rejects.toThrow('as it was before');
    await world.deliver(again);
    expect((await world.remediations('shown-before')).length).toBe(2);
    expect(world.runsAs('shown-before')).not.toBe(DEFAULT);
  });
});
