import { expect, test } from 'vitest';
import { dueExemptions } from '../../../shared/engine/due-exemptions.ts';
import { policyOf } from '../policy/loaded.ts';

const RULE = 'default-service-account';

function due(expires: string, today: string) {
  const policy = policyOf(
    `apiVersion: bailiff/v1\nrules: { ${RULE}: { mode: ticket } }\nexemptions: [{ id: EX-1, rule: ${RULE}, when: 'finding.resource.job == "nightly"', reason: "The vendor fixes it in March.", owner: "group:web@example.com", approvedBy: "user:admin@example.com", expires: ${expires} }]`,
  );
  return dueExemptions(policy, today).map((one) =>
    one.kind === 'ends' ? [one.exemption.id, one.withinDays] : [one.exemption.id, one.kind],
  );
}

test.each([
  ['2027-03-31', '2027-03-23', []],
  ['2027-03-31', '2027-03-24', [['EX-1', 7]]],
  ['2027-03-31', '2027-03-29', [['EX-1', 7]]],
  ['2027-03-31', '2027-03-30', [['EX-1', 1]]],
  ['2027-03-31', '2027-03-31', [['EX-1', 1]]],
  ['2027-03-31', '2027-04-01', [['EX-1', 'lapsed']]],
  ['2027-01-02', '2026-12-26', [['EX-1', 7]]],
])('an exemption until %s is on %s due as %j', (expires, today, expected) => {
  expect(due(expires, today)).toEqual(expected);
});
