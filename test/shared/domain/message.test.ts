import { describe, expect, it } from 'vitest';
import { RecheckMessage, SweepMessage } from '../../../shared/domain/message.ts';

const JOB = '//run.googleapis.com/projects/payments-prod/locations/us-central1/jobs/nightly';
const MESSAGE = { kind: 'recheck', sweep: '17', batch: 0, unlisted: false, jobs: [JOB] };
const accepts = (change: object) => RecheckMessage.safeParse({ ...MESSAGE, ...change }).success;
const inProject = (project: string) => JOB.replace('payments-prod', project);

describe('a message that asks for re-checks', () => {
  it.each<[string, object]>([
    ['names one job', {}],
    ['names no job', { jobs: [] }],
    ['names a hundred', { jobs: Array.from({ length: 100 }, () => JOB) }],
    ['names a project by its number', { jobs: [inProject('310000000001')] }],
    ['names a project of a domain', { jobs: [inProject('example.com:batches')] }],
  ])('is taken when it %s', (_, change) => {
    expect(accepts(change)).toBe(true);
  });

  it.each<[string, object]>([
    ['names more than a hundred', { jobs: Array.from({ length: 101 }, () => JOB) }],
    ['names ten thousand', { jobs: Array.from({ length: 10_000 }, () => JOB) }],
    ['has a name that no job can have', { jobs: [JOB, `${JOB}!`] }],
    ['has a name in capitals', { jobs: [JOB.replace('nightly', 'Nightly')] }],
    ['climbs out of a project', { jobs: [inProject('..')] }],
    ['names a project by too short a number', { jobs: [inProject('31')] }],
    ['names a service', { jobs: [JOB.replace('jobs', 'services')] }],
    ['has a name of endless length', { jobs: [inProject(`p${'-'.repeat(100_000)}`)] }],
    ['says what to do', { action: 'assign-service-account' }],
    ['has no sweep', { sweep: '' }],
    ['has a sweep that could forge a key', { sweep: '17|x' }],
    ['has a number that is none', { batch: -1 }],
  ])('is refused when it %s', (_, change) => {
    expect(accepts(change)).toBe(false);
  });
});

describe('a message that asks for a sweep', () => {
  it('says no more than that', () => {
    expect(SweepMessage.safeParse({ kind: 'sweep' }).success).toBe(true);
    for (const other of [{}, { kind: 'sweep', scope: 'organizations/1' }, 'sweep', null])
      expect(SweepMessage.safeParse(other).success).toBe(false);
  });
});
