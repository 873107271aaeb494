import { describe, expect, it } from 'vitest';
import { fullResourceName, job, parseResource } from '../../../shared/domain/resource.ts';

describe('a resource', () => {
  it('has one full name, and is read back from it', () => {
    const nightly = job('payments-prod', 'us-central1', 'nightly');
    if (nightly === undefined) throw new Error('a legal job was refused');
    const name = '//run.googleapis.com/projects/payments-prod/locations/us-central1/jobs/nightly';
    expect(fullResourceName(nightly)).toBe(name);
    expect(parseResource(name)).toEqual(nightly);
    expect(parseResource(name.slice('//run.googleapis.com/'.length))).toEqual(nightly);
  });

  it.each([
    ['a domain-scoped project', 'example.com:batch-jobs', 'us-central1', 'nightly'],
    ['a name of one letter', 'payments-prod', 'europe-west12', 'n'],
    ['a name of 63 characters', 'payments-prod', 'us-central1', 'n'.repeat(63)],
  ])('may have %s', (_case, project, location, name) => {
    expect(job(project, location, name)).toEqual({ kind: 'job', project, location, name });
  });

  it.each([
    ['a project number', '310000000001', 'us-central1', 'nightly'],
    ['a path in the name', 'payments-prod', 'us-central1', '../../x'],
    ['a shell in the name', 'payments-prod', 'us-central1', 'a$(id)'],
    ['a line break', 'payments-prod', 'us-central1', 'a\nb'],
    ['a name of 64 characters', 'payments-prod', 'us-central1', 'n'.repeat(64)],
    ['a trailing hyphen', 'payments-prod', 'us-central1', 'n-'],
    ['an empty location', 'payments-prod', '', 'nightly'],
    ['a wildcard location', 'payments-prod', '-', 'nightly'],
  ])('is refused with %s', (_case, project, location, name) => {
    expect(job(project, location, name)).toBeUndefined();
  });
});
