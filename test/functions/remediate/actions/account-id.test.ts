import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountId } from '../../../../functions/remediate/actions/account-id.ts';
import { parseServiceAccount } from '../../../../shared/domain/service-account.ts';

const job = (name: string, location = 'us-central1', project = 'payments-prod') =>
  ({ kind: 'job', project, location, name }) as const;

describe('accountId', () => {
  it.each([
    ['nightly', 'nightly-dd439b8129'],
    ['a', 'a-55787ffe3f'],
    ['x'.repeat(63), 'xxxxxxxxxxxxxxxxxxx-12083126e6'],
    [`${'x'.repeat(18)}-${'y'.repeat(44)}`, 'xxxxxxxxxxxxxxxxxx-76be3fd030'],
    [`a${'-'.repeat(61)}b`, 'a-987d02243c'],
    ['Nightly_Job', 'nightly-job-95504f5228'],
    ['9-to-5', 'to-5-5f9a54ac91'],
    ['$uid{}', 'uid-4e0b604117'],
    ['../../reports', 'reports-11c8c2f98f'],
    ['', 'job-e38ed6292a'],
    ['---', 'job-17c558a426'],
  ])('is legal and begins with what is legal of the name, for the job "%s"', (name, id) => {
    expect(accountId(job(name), 'uid-1', 0)).toBe(id);
    expect(id).toMatch(/^[a-z][-a-z0-9]{4,28}[a-z0-9]$/);
  });

  it('differs for another project, location, name, uid and attempt, and for no other reason', () => {
    const ids = [
      accountId(job('nightly'), 'uid-1', 0),
      accountId(job('nightly'), 'uid-1', 0),
      accountId(job('nightly'), 'uid-1', 1),
      accountId(job('nightly'), 'uid-2', 0),
      accountId(job('nightly', 'us-east1'), 'uid-1', 0),
      accountId(job('nightly', 'us-central1', 'data-dev'), 'uid-1', 0),
      accountId(job('nightl'), 'yuid-1', 0),
    ];
    expect(new Set(ids).size).toBe(6);
  });

  it('is legal for any text at all, and never an address that Google uses itself', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), fc.string(), (name, uid) => {
        const id = accountId(job(name), uid, 3);
        expect(id).toMatch(/^[a-z][-a-z0-9]{4,28}[a-z0-9]$/);
        const email = `${id}@payments-prod.iam.gserviceaccount.com`;
        expect(parseServiceAccount(email).kind).toBe('user-managed');
      }),
      { numRuns: 500 },
    );
  });
});
