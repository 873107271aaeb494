import { describe, expect, test } from 'vitest';
import { newSweep } from '../../../shared/domain/sweep.ts';
import { sighting } from '../../fixtures/sighting.ts';
import { createJob } from '../../shared/gcp/local-apis.ts';
import { type Evaluating, ID, REPORTS, start } from './evaluating.ts';
import { deliverRecheck, deny, listed, nameOf, withDenyAdmin } from './rechecking.ts';

const results = ({ lines }: Evaluating) => lines.map(({ result }) => result);
const OWN = 'default-service-account~data-dev~us-central1~hourly';

describe('a sweep', () => {
  test('is complete when all its messages were dealt with, in any order, and says so once', async () => {
    const at = await start();
    await createJob(at.apis, 'nightly', { serviceAccount: REPORTS });
    await listed(at, 3);
    for (const batch of [2, 0]) await deliverRecheck(at, [], { batch });
    expect(results(at)).toEqual(['recheck.judged', 'recheck.judged']);
    await deliverRecheck(at, ['nightly'], { batch: 1 });
    expect(at.lines.at(-1)).toMatchObject({
      result: 'sweep.complete',
      message: 'The sweep 17 is complete: it went through 2 jobs in 1 projects.',
    });
    await deliverRecheck(at, ['nightly'], { batch: 1 });
    expect(results(at).filter((result) => result === 'sweep.complete')).toHaveLength(1);
    expect(await at.ledger.counts()).toMatchObject({ 'sweep.complete': 1 });
    expect(await at.ledger.alerts()).toEqual([]);
  });

  test('that still lists is not complete', async () => {
    const at = await start();
    await listed(at, 1);
    await at.ledger.changeSweep('17', (sweep) => sweep && { ...sweep, stage: 'uses' });
    await deliverRecheck(at, []);
    expect(results(at)).toEqual(['recheck.judged']);
  });

  test('with a message that failed is not complete before that was dealt with', async () => {
    const at = await start();
    await createJob(at.apis, 'nightly');
    await listed(at, 1);
    const { jobs } = at.ports.readers;
    const away = { ...jobs, read: () => Promise.reject(new Error('away')) };
    const over = { readers: { ...at.ports.readers, jobs: away } };
    await expect(deliverRecheck(at, ['nightly'], {}, over)).rejects.toThrow('away');
    expect((await at.ledger.sweep('17'))?.judged).toEqual([]);
    await deliverRecheck(at, ['nightly']);
    expect(results(at).at(-1)).toBe('sweep.complete');
  });
});

describe('what a sweep cannot read', () => {
  test('is named at its end, counted, and raises an alert', async () => {
    const at = await start({ edit: withDenyAdmin });
    await createJob(at.apis, 'nightly');
    await createJob(at.apis, 'hourly', { project: 'data-dev' });
    await deny(at, 'data-dev', 'run.googleapis.com/jobs.get');
    await listed(at, 1);
    await deliverRecheck(at, ['nightly', nameOf('hourly', 'data-dev'), nameOf('x', 'data-dev')]);
    expect((await at.findings()).map(({ id }) => id)).toEqual([ID]);
    expect(await at.ledger.sweep('17')).toMatchObject({ unread: ['data-dev'] });
    expect(at.lines.at(-1)).toMatchObject({
      result: 'sweep.complete',
      because: [
        'The sweep 17 is complete: it went through 2 jobs in 1 projects.',
        'It could not read the jobs of data-dev.',
      ],
    });
    expect(at.lines.find(({ result }) => result === 'recheck.unread')).toMatchObject({
      severity: 'WARNING',
      project: 'data-dev',
    });
    expect(await at.ledger.counts()).toMatchObject({ 'recheck.unread': 1, 'sweep.complete': 1 });
    const [alert] = await at.ledger.alerts();
    expect(alert).toMatchObject({ kind: 'unread-projects', severity: 'high', about: 'data-dev' });
    expect(alert?.text).toContain('It could not read the jobs of data-dev.');
    expect(at.published.at(-1)).toMatchObject({ message: { kind: 'alert', alert: alert?.id } });
  });

  test('settles nothing, neither a job nor a project that is hidden', async () => {
    const at = await start({ edit: withDenyAdmin });
    await createJob(at.apis, 'hourly', { project: 'data-dev' });
    await at.deliver(at.newestEntry());
    await deny(at, 'data-dev', 'run.googleapis.com/jobs.get');
    await deliverRecheck(at, [nameOf('hourly', 'data-dev')], { unlisted: true });
    expect((await at.ledger.finding(OWN))?.state).toBe('open');
  });

  test('settles nothing of a project that is hidden while the inventory lists its jobs', async () => {
    const at = await start({ edit: withDenyAdmin });
    await createJob(at.apis, 'hourly', { project: 'data-dev' });
    await at.deliver(at.newestEntry());
    await deny(at, 'data-dev', 'cloudresourcemanager.googleapis.com/projects.get');
    await listed(at, 1);
    await deliverRecheck(at, [nameOf('hourly', 'data-dev')]);
    expect((await at.ledger.finding(OWN))?.state).toBe('open');
    expect(await at.ledger.sweep('17')).toMatchObject({ unread: ['data-dev'] });
  });

  test('is told of once a day while it stays the same', async () => {
    const at = await start();
    for (const sweep of ['17', '18']) {
      const begun = newSweep(sweep, '2026-05-04T06:00:00Z');
      const blind = { stage: 'listed', batches: 1, unread: ['a-project'] } as const;
      await at.ledger.changeSweep(sweep, () => ({ ...begun, ...blind }));
      await deliverRecheck(at, [], { sweep });
    }
    const alerts = await at.ledger.alerts();
    expect(alerts.map(({ count }) => count)).toEqual([2]);
  });

  test.each([
    [22, 'and 2 more projects.'],
    [500, 'and at least 480 more projects.'],
  ])(
    'is named by twenty of %i projects, and the rest counted as far as it is known',
    async (count, rest) => {
      const at = await start();
      const unread = Array.from(
        { length: count },
        (_, n) => `project-${String(n).padStart(3, '0')}`,
      );
      const blind = { stage: 'listed', batches: 1, unread } as const;
      await at.ledger.changeSweep('17', () => ({
        ...newSweep('17', '2026-05-04T06:00:00Z'),
        ...blind,
      }));
      await deliverRecheck(at, []);
      const [alert] = await at.ledger.alerts();
      expect(alert?.text).toContain(`project-018, project-019 ${rest} Nothing there`);
    },
  );

  test('is all of it while Bailiff may not read projects, and then nothing is settled', async () => {
    const at = await start({
      edit: ({ organization }) => {
        organization.roles['bailiffReader'] = ['run.jobs.get'];
        organization.bindings = organization.bindings.filter(
          ({ role }) => role !== 'roles/iam.securityReviewer',
        );
      },
    });
    const { id } = await at.ledger.see(sighting());
    await listed(at, 1);
    await deliverRecheck(at, ['nightly'], { unlisted: true });
    expect((await at.ledger.finding(id))?.state).toBe('open');
    expect(await at.ledger.sweep('17')).toMatchObject({ unread: ['payments-prod'] });
  });
});

describe('a project that has left the organization', () => {
  const leave = (at: Evaluating) => {
    const { projects } = at.apis.organization;
    const project = projects.get('data-dev');
    if (project === undefined) throw new Error('The example organization has no data-dev.');
    projects.set('data-dev', { ...project, parent: 'organizations/999999999999' });
  };

  test('has its findings settled when the inventory lists its jobs no more', async () => {
    const at = await start();
    await createJob(at.apis, 'hourly', { project: 'data-dev' });
    await at.deliver(at.newestEntry());
    leave(at);
    await listed(at, 1);
    await deliverRecheck(at, [nameOf('hourly', 'data-dev')], { unlisted: true });
    const finding = await at.ledger.finding(OWN);
    expect(finding?.state).toBe('resolved');
    expect(finding?.history.at(-1)?.what).toBe('the project is not in the organization any more');
    expect(await at.ledger.sweep('17')).toMatchObject({ unread: [] });
  });
});
