import { describe, expect, test } from 'vitest';
import { createJob } from '../../shared/gcp/local-apis.ts';
import { ID, moveTo, NAME, REPORTS, start } from './evaluating.ts';

describe('a job that is mended', () => {
  test('by somebody else resolves what is open, and tells so that the ticket closes', async () => {
    const at = await start();
    await createJob(at.apis, 'nightly');
    await at.deliver(at.newestEntry());
    await moveTo(at, REPORTS);
    const entry = at.newestEntry();
    await at.deliver(entry);
    const [finding] = await at.findings();
    expect(finding?.state).toBe('resolved');
    expect(finding?.history.at(-1)?.what).toBe(
      `someone else mended it: the job now runs as ${REPORTS}`,
    );
    expect(at.published).toHaveLength(2);
    await at.deliver(entry);
    expect(at.published).toHaveLength(3);
    expect(at.published[2]).toEqual(at.published[1]);
  });

  test('tells again when it was cut off between the ledger and the topic', async () => {
    const at = await start();
    await createJob(at.apis, 'nightly');
    await at.deliver(at.newestEntry());
    await moveTo(at, REPORTS);
    const entry = at.newestEntry();
    const publish = () => Promise.reject(new Error('The topic is away.'));
    await expect(at.deliver(entry, 'm', { publisher: { publish } })).rejects.toThrow(
      'The topic is away.',
    );
    expect(await at.findings()).toMatchObject([{ state: 'resolved' }]);
    await at.deliver(entry, 'm');
    expect(at.published).toHaveLength(2);
  });

  test('is told of by a tick, though no other delivery of the event gets so far', async () => {
    const at = await start();
    await createJob(at.apis, 'nightly');
    await at.deliver(at.newestEntry());
    await moveTo(at, REPORTS);
    const publish = () => Promise.reject(new Error('The topic is away.'));
    const cutOff = at.deliver(at.newestEntry(), 'm', { publisher: { publish } });
    await expect(cutOff).rejects.toThrow('The topic is away.');
    const later = new Date(Date.now() + 601_000).toISOString();
    for (const tick of ['tick', 'next'])
      await at.deliverText('{"kind":"tick"}', tick, { now: () => later });
    expect(at.published.map(({ message }) => message)).toMatchObject([
      { kind: 'finding', finding: ID },
      { kind: 'finding', finding: ID },
    ]);
    expect(await at.findings()).toMatchObject([{ state: 'resolved' }]);
  });

  test('by Bailiff stays remediated', async () => {
    const at = await start();
    await createJob(at.apis, 'nightly');
    await at.deliver(at.newestEntry());
    await at.ledger.move(ID, { state: 'remediated' });
    await moveTo(at, REPORTS);
    await at.deliver(at.newestEntry());
    expect(await at.findings()).toMatchObject([{ state: 'remediated' }]);
  });

  test('by Bailiff while it is being looked at stays remediated', async () => {
    const at = await start();
    await createJob(at.apis, 'nightly');
    await at.deliver(at.newestEntry());
    await moveTo(at, REPORTS);
    const { ledger } = at.ports;
    const remediationsOf: typeof ledger.remediationsOf = async (resource) => {
      const past = await ledger.remediationsOf(resource);
      await at.ledger.move(ID, { state: 'remediated' });
      return past;
    };
    await at.deliver(at.newestEntry(), 'm', { ledger: { ...ledger, remediationsOf } });
    expect(await at.findings()).toMatchObject([{ state: 'remediated' }]);
  });

  test('and broken again while it was being read stays open', async () => {
    const at = await start();
    await createJob(at.apis, 'nightly');
    await at.deliver(at.newestEntry());
    await moveTo(at, REPORTS);
    const { readers } = at.ports;
    let overtaken = false;
    const read: typeof readers.jobs.read = async (resource) => {
      const job = await readers.jobs.read(resource);
      if (!overtaken) {
        overtaken = true;
        await moveTo(at, '310000000001-compute@developer.gserviceaccount.com');
        await at.deliver(at.newestEntry());
      }
      return job;
    };
    const slow = { ...readers, jobs: { ...readers.jobs, read } };
    await at.deliver(at.newestEntry(), 'slow', { readers: slow });
    expect(await at.findings()).toMatchObject([{ state: 'open', generation: 3 }]);
  });

  test('does not wake up what was resolved long ago', async () => {
    const at = await start();
    await createJob(at.apis, 'nightly');
    await at.deliver(at.newestEntry());
    await moveTo(at, REPORTS);
    await at.deliver(at.newestEntry());
    await moveTo(at, 'reports@payments-prod.iam.gserviceaccount.com');
    await at.deliver(at.newestEntry());
    expect(at.published).toHaveLength(2);
  });
});

describe('a job that is deleted', () => {
  test('resolves what is open', async () => {
    const at = await start();
    await createJob(at.apis, 'nightly');
    const created = at.newestEntry();
    await at.deliver(created);
    await at.apis.jobsAs('user:dev@example.com').delete({ name: NAME });
    await at.deliver(at.newestEntry());
    const [finding] = await at.findings();
    expect(finding?.state).toBe('resolved');
    expect(finding?.history.at(-1)?.what).toBe('the job was deleted');
    expect(at.published).toHaveLength(2);
    expect(await at.ledger.counts()).toEqual({ finding: 1, 'job-deleted': 1 });
  });

  test('before its change arrives is ignored', async () => {
    const at = await start();
    await createJob(at.apis, 'nightly');
    const created = at.newestEntry();
    await at.apis.jobsAs('user:dev@example.com').delete({ name: NAME });
    await at.deliver(created);
    expect(await at.findings()).toEqual([]);
    expect(await at.ledger.counts()).toEqual({ 'ignored.job-gone': 1 });
  });
});
