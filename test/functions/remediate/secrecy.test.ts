import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Remediating, remediating } from './remediating.ts';

describe('remediate', () => {
  let world: Remediating;
  beforeAll(async () => {
    world = await remediating();
  });
  afterAll(() => world.close());

  it('keeps no env value, argument or token of a job in ledger, messages, logs or errors', async () => {
    const planted = 'hunter2-planted-secret';
    await world.made('secretive', {
      template: {
        containers: [
          {
            image: 'us-docker.pkg.dev/cloudrun/container/job',
            args: [`--password=${planted}`],
            env: [{ name: 'PASSWORD', value: planted }],
          },
        ],
      },
    });
    const { jobWriter } = world.google;
    const message = await world.seen('secretive');
    // Refused once after it was written, so that it is put back and told of as a failure, too.
    await world.deliver(message, {
      jobWriter: {
        ...jobWriter,
        replace: (body) =>
          jobWriter.replace({ ...body, labels: { team: String(body['uid'] ?? 'changed') } }),
      },
    });
    await world.made('secretive-too', {
      template: {
        containers: [{ image: 'us-docker.pkg.dev/cloudrun/container/job', args: [planted] }],
      },
    });
    // Sent back, it would start the job.
    Object.assign(world.jobBody('secretive-too'), { startExecutionToken: planted });
    await world.deliver(await world.seen('secretive-too'));
    expect(world.runsAs('secretive-too')).toMatch(/^secretive-too-/);
    expect(world.executionsOf('secretive-too')).toBe(0);
    const ledger = world.ledger();
    const kept = JSON.stringify([
      await ledger.findings({ limit: 500 }),
      await world.remediations('secretive'),
      await world.remediations('secretive-too'),
      await ledger.alerts(),
      await ledger.counts(),
      world.published,
      world.lines,
    ]);
    expect(JSON.stringify(world.jobBody('secretive-too'))).toContain(planted);
    expect((await world.finding('secretive')).state).toBe('failed');
    expect(kept).toContain('secretive-too');
    expect(kept).not.toContain(planted);
    expect(kept).not.toContain('us-docker.pkg.dev');
  });
});
