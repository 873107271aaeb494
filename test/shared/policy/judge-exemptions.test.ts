import { describe, expect, it } from 'vitest';
import { decide } from '../../../shared/policy/decide.ts';
import { policyOf, viewOf } from './loaded.ts';

const RULE = 'default-service-account';
const REMEDIATE = '{ mode: remediate, action: { create: { roles: [] } } }';
const NO_BOUNDS = { today: '2026-11-22', ceiling: 'remediate', caps: [] } as const;
const inPayments = { rule: RULE, view: viewOf(), deployedBy: ['dev@example.com'] };

describe('decide and exemptions', () => {
  const exempted = (when: string, expires: string, rule = REMEDIATE) =>
    policyOf(
      `apiVersion: bailiff/v1\nrules:\n  ${RULE}: ${rule}\nexemptions: [{ id: EX-1, rule: ${RULE}, when: '${when}', reason: "The vendor fixes it in March.", owner: "group:web@example.com", approvedBy: "user:admin@example.com", expires: ${expires} }]`,
    );
  const nightly = 'finding.resource.job == "nightly"';

  it('observes under a live exemption, on its last day too, and names it', () => {
    const policy = exempted(nightly, '2026-11-22');
    expect(decide(policy, inPayments, NO_BOUNDS)).toMatchObject({
      mode: 'observe',
      wanted: 'remediate',
      exemption: { id: 'EX-1', expires: '2026-11-22' },
      because: [
        'The rule default-service-account asks for remediate.',
        'Exemption EX-1 of group:web@example.com lets it stay as it is until 2026-11-22: The vendor fixes it in March.',
      ],
    });
  });

  it('goes on as if a lapsed exemption were not there, and says that it lapsed', () => {
    const policy = exempted(nightly, '2026-11-21');
    expect(decide(policy, inPayments, NO_BOUNDS)).toMatchObject({
      mode: 'remediate',
      exemption: undefined,
      because: [
        'The rule default-service-account asks for remediate.',
        'Exemption EX-1 of group:web@example.com lapsed after 2026-11-21 and no longer counts.',
      ],
    });
  });

  it('holds at ticket what an unreadable exemption might have exempted', () => {
    const policy = exempted('finding.resource.labels.team == "web"', '2027-01-31');
    expect(decide(policy, inPayments, NO_BOUNDS)).toMatchObject({
      mode: 'ticket',
      exemption: undefined,
      because: [
        'The rule default-service-account asks for remediate.',
        'The condition of exemption EX-1 cannot be evaluated (No such key: team), so it does not exempt, and nothing is changed.',
      ],
    });
  });

  it('is not held by an unreadable exemption that has lapsed', () => {
    const policy = exempted('finding.resource.labels.team == "web"', '2026-11-21');
    expect(decide(policy, inPayments, NO_BOUNDS).mode).toBe('remediate');
  });

  it('leaves findings alone that the exemption does not match', () => {
    const policy = exempted('finding.resource.job == "other"', '2027-01-31');
    expect(decide(policy, inPayments, NO_BOUNDS)).toMatchObject({
      mode: 'remediate',
      exemption: undefined,
      because: ['The rule default-service-account asks for remediate.'],
    });
  });
});
