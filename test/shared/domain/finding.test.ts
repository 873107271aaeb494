import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findingId } from '../../../shared/domain/finding.ts';

const POOL = 'principal://iam.googleapis.com/locations/global/workforcePools/staff/subject/';

function idOf(deployer: string, serviceAccount = 'reports@payments-prod.iam.gserviceaccount.com') {
  return findingId({
    rule: 'missing-act-as',
    resource: { kind: 'job', project: 'payments-prod', location: 'us-central1', name: 'nightly' },
    attempted: true,
    deployer,
    serviceAccount,
  });
}

describe('the id of a finding of denied deploys', () => {
  it('names project, account and deployer as they are', () => {
    expect(idOf('dev+ci@example.com')).toBe(
      'missing-act-as~payments-prod~reports@payments-prod.iam.gserviceaccount.com~dev+ci@example.com~attempt',
    );
  });

  it('replaces what no URL takes as it is, and adds a digest', () => {
    expect(idOf('a%b@example.com', 'x')).toBe(
      'missing-act-as~payments-prod~x~a.b@example.com!19eeb0ba882c80c2~attempt',
    );
  });

  it.each([
    ['a%b@example.com', 'a.b@example.com'],
    ["o'neil@example.com", 'o%neil@example.com'],
    [`${POOL}${'long'.repeat(30)}`, `${POOL}x${'long'.repeat(30)}`],
    [`${POOL}a/b`, `${POOL}a.b`],
    ['a~b', 'a!b'],
  ])('tells %s from %s', (one, other) => {
    expect(idOf(one)).not.toBe(idOf(other));
  });

  it('tells any two deployers apart, in a form that needs no escaping and stays short', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 120 }),
      fc.string({
        unit: fc.constantFrom('a', '.', '%', '!', '~', '/'),
        minLength: 1,
        maxLength: 4,
      }),
    );
    fc.assert(
      fc.property(text, text, (one, other) => {
        expect(idOf(one) === idOf(other)).toBe(one === other);
        expect(idOf(one)).toMatch(/^[\w.@+!~-]{1,220}$/);
      }),
      { numRuns: 500 },
    );
  });
});
