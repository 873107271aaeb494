import { describe, expect, it } from 'vitest';
import { denyFaults, type FoundRule } from '../../../cli/doctor/deny-faults.ts';

const SERVICE = (name: string) =>
  `principal://iam.googleapis.com/projects/-/serviceAccounts/${name}@p.iam.gserviceaccount.com`;
const OWN = {
  deniedPrincipals: [SERVICE('a'), SERVICE('b')],
  exceptionPrincipals: [],
  deniedPermissions: ['run.googleapis.com/jobs.update', 'iam.googleapis.com/roles.create'],
};
const LEDGER = {
  deniedPrincipals: ['principalSet://goog/public:all'],
  exceptionPrincipals: [SERVICE('a'), SERVICE('b')],
  deniedPermissions: ['datastore.googleapis.com/entities.create'],
};
const REST = { description: '', exceptionPermissions: [], condition: undefined };
const FINE: readonly FoundRule[] = [
  { ...LEDGER, ...REST },
  { ...OWN, ...REST, description: 'Ours.' },
];
const faults = (...found: readonly FoundRule[]) => denyFaults([OWN, LEDGER], found);
const own = (change: Partial<FoundRule>) =>
  faults({ ...LEDGER, ...REST }, { ...OWN, ...REST, ...change });
const ledger = (change: Partial<FoundRule>) =>
  faults({ ...LEDGER, ...REST, ...change }, { ...OWN, ...REST });

describe('a deny policy', () => {
  it('is fine in whatever order its rules stand, and with more than is wanted', () => {
    expect(faults(...FINE)).toEqual([]);
    expect(faults(...FINE.toReversed())).toEqual([]);
    const [, ours] = FINE;
    const halves = OWN.deniedPermissions.map((one) => ({
      ...OWN,
      ...REST,
      deniedPermissions: [one],
    }));
    expect(faults({ ...LEDGER, ...REST }, ...halves)).toEqual([]);
    expect(ours).toBeDefined();
    expect(own({ deniedPrincipals: [...OWN.deniedPrincipals, SERVICE('c')] })).toEqual([]);
    expect(own({ deniedPrincipals: ['principalSet://goog/public:all'] })).toEqual([]);
  });

  it('that was emptied denies nothing to anybody', () => {
    expect(faults()).toEqual([
      'It does not deny run.googleapis.com/jobs.update, iam.googleapis.com/roles.create to a@p.iam.gserviceaccount.com, b@p.iam.gserviceaccount.com.',
      'It does not deny datastore.googleapis.com/entities.create to everybody.',
    ]);
  });

  it('lacks what it denies to some alone', () => {
    expect(own({ deniedPrincipals: [SERVICE('a')] })).toEqual([
      'It does not deny run.googleapis.com/jobs.update, iam.googleapis.com/roles.create to b@p.iam.gserviceaccount.com.',
    ]);
    expect(ledger({ deniedPrincipals: [SERVICE('a'), SERVICE('b')] })).toContain(
      'It does not deny datastore.googleapis.com/entities.create to everybody.',
    );
  });

  it('has a hole in each exception and condition that is not wanted', () => {
    expect(own({ exceptionPrincipals: [SERVICE('a'), 'principalSet://goog/group/g@x.y'] })).toEqual(
      ['A rule excepts a@p.iam.gserviceaccount.com, principalSet://goog/group/g@x.y.'],
    );
    expect(
      own({ description: 'Ours.', exceptionPermissions: ['run.googleapis.com/jobs.*'] }),
    ).toEqual(['The rule "Ours." excepts the permission run.googleapis.com/jobs.*.']);
    expect(own({ condition: "resource.matchTag('1/a', 'b')" })).toEqual([
      "A rule holds only where \"resource.matchTag('1/a', 'b')\".",
    ]);
    expect(ledger({ exceptionPrincipals: [...LEDGER.exceptionPrincipals, SERVICE('c')] })).toEqual([
      'A rule excepts c@p.iam.gserviceaccount.com.',
    ]);
  });

  it('has a hole where an exception that one rule is to have reaches what another denies', () => {
    const both = [...OWN.deniedPermissions, ...LEDGER.deniedPermissions];
    expect(faults({ ...LEDGER, ...REST, deniedPermissions: both })).toContain(
      'A rule excepts a@p.iam.gserviceaccount.com, b@p.iam.gserviceaccount.com.',
    );
  });

  it('denies too much where it lacks an exception that is needed', () => {
    expect(ledger({ exceptionPrincipals: [SERVICE('a')] })).toEqual([
      'It denies datastore.googleapis.com/entities.create to b@p.iam.gserviceaccount.com as well, who needs it.',
    ]);
  });

  it('may have rules about other things, with any exception', () => {
    const other = { ...OWN, ...REST, deniedPermissions: ['run.googleapis.com/services.delete'] };
    expect(faults(...FINE, { ...other, exceptionPrincipals: [SERVICE('x')] })).toEqual([]);
  });
});
