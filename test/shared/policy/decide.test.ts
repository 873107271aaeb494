import { describe, expect, it } from 'vitest';
import { type DecisionContext, type DecisionInput, decide } from '../../../shared/policy/decide.ts';
import { policyOf, textOf, viewOf } from './loaded.ts';

const RULE = 'default-service-account';
const NO_BOUNDS: DecisionContext = { today: '2026-11-22', ceiling: 'remediate', caps: [] };
const inPayments: DecisionInput = { rule: RULE, view: viewOf(), deployedBy: ['dev@example.com'] };
const inProject = (project: string): DecisionInput => ({
  ...inPayments,
  view: viewOf({ resource: { kind: 'job', project, location: 'us-central1', name: 'nightly' } }),
});

const EXAMPLE = policyOf(textOf('examples/policy.yaml'));

function ruled(rule: string, rest = '') {
  return policyOf(`apiVersion: bailiff/v1\nrules:\n  ${RULE}: ${rule}\n${rest}`);
}
const REMEDIATE = '{ mode: remediate, action: { create: { roles: [] } } }';

describe('decide on the example policy', () => {
  it('remediates in payments-prod, by an account of its own, also what was executed', () => {
    expect(decide(EXAMPLE, inPayments, NO_BOUNDS)).toEqual({
      mode: 'remediate',
      wanted: 'remediate',
      because: [
        'The override "payments are mended" of the rule default-service-account asks for remediate.',
      ],
      exemption: undefined,
      action: { create: { roles: [] } },
      remediateExecuted: true,
      policyDigest: 'a1b2c3',
    });
  });

  it('tickets in data-dev, and takes nothing from the rule or the override before', () => {
    expect(decide(EXAMPLE, inProject('data-dev'), NO_BOUNDS)).toEqual({
      mode: 'ticket',
      wanted: 'ticket',
      because: [
        'The override "data tells its own teams" of the rule default-service-account asks for ticket.',
      ],
      exemption: undefined,
      action: undefined,
      remediateExecuted: false,
      policyDigest: 'a1b2c3',
    });
  });

  it('observes elsewhere, as the rule says', () => {
    expect(decide(EXAMPLE, inProject('identity-prod'), NO_BOUNDS)).toMatchObject({
      mode: 'observe',
      because: ['The rule default-service-account asks for observe.'],
    });
  });

  it('observes a rule that the policy does not name, as the default says', () => {
    const policy = policyOf('apiVersion: bailiff/v1\n');
    expect(decide(policy, { ...inPayments, rule: 'missing-act-as' }, NO_BOUNDS)).toMatchObject({
      mode: 'observe',
      because: [
        'The policy does not name the rule missing-act-as, and asks for observe by default.',
      ],
    });
  });
});

describe('decide goes no further than', () => {
  it('the ceiling, and says so', () => {
    expect(decide(EXAMPLE, inPayments, { ...NO_BOUNDS, ceiling: 'approve' })).toMatchObject({
      mode: 'approve',
      wanted: 'remediate',
      because: [
        'The override "payments are mended" of the rule default-service-account asks for remediate.',
        'This deployment goes no further than approve.',
      ],
    });
  });

  it('the lowest cap, and names once each all that stand below the wish', () => {
    const caps = [
      { mode: 'approve', because: 'It was executed before.' },
      { mode: 'ticket', because: 'The roles could not be read.' },
      { mode: 'ticket', because: 'The roles could not be read.' },
      { mode: 'remediate', because: 'This cap lowers nothing.' },
    ] as const;
    const decision = decide(EXAMPLE, inPayments, { ...NO_BOUNDS, caps });
    expect(decision.mode).toBe('ticket');
    expect(decision.because.slice(1)).toEqual([
      'The roles could not be read.',
      'It was executed before.',
    ]);
  });

  it('a ticket for jobs of a managed deployer, however they are named', () => {
    const managed =
      'managed: [user:ci@example.com, "serviceAccount:terraform@payments-prod.iam.gserviceaccount.com"]';
    const policy = ruled(REMEDIATE, managed);
    const by = (text: string) => decide(policy, { ...inPayments, deployedBy: [text] }, NO_BOUNDS);
    expect(by('ci@example.com')).toMatchObject({
      mode: 'ticket',
      because: [
        'The rule default-service-account asks for remediate.',
        'Deployed by user:ci@example.com, which the policy lists as managed: change it in its code.',
      ],
    });
    expect(by('user:CI@example.com').mode).toBe('ticket');
    expect(by('terraform@payments-prod.iam.gserviceaccount.com').mode).toBe('ticket');
    expect(by('dev@example.com').mode).toBe('remediate');
    expect(by('unknown').mode).toBe('remediate');
    expect(by('principal://iam.googleapis.com/x/subject/ci@example.com').mode).toBe('remediate');
  });

  it('a ticket when the default asks for more, since a default names no action', () => {
    const policy = policyOf('apiVersion: bailiff/v1\ndefaults: { mode: remediate }\n');
    expect(decide(policy, inPayments, NO_BOUNDS)).toMatchObject({
      mode: 'ticket',
      wanted: 'remediate',
      because: [
        'The policy does not name the rule default-service-account, and asks for remediate by default.',
        'The policy names no action for the rule default-service-account, so there is nothing to do but tell.',
      ],
    });
  });

  it('a ticket when the deployment does not allow the action', () => {
    const text = `apiVersion: bailiff/v1\nrules:\n  ${RULE}: ${REMEDIATE}\n`;
    expect(decide(policyOf(text, { actions: [] }), inPayments, NO_BOUNDS)).toMatchObject({
      mode: 'ticket',
      because: [
        'The rule default-service-account asks for remediate.',
        'This deployment does not allow the action assign-service-account.',
      ],
    });
  });
});

describe('decide and overrides', () => {
  const labelled = `{ mode: remediate, action: { create: { roles: [] } }, overrides: [{ name: data's own, when: 'finding.resource.labels.team == "data"', mode: observe }, { name: again, when: 'finding.attempted', mode: observe }] }`;

  it('holds at ticket what an unreadable override might have lowered', () => {
    expect(decide(ruled(labelled), inPayments, NO_BOUNDS)).toMatchObject({
      mode: 'ticket',
      wanted: 'remediate',
      because: [
        'The rule default-service-account asks for remediate.',
        `The condition of the override "data's own" of the rule default-service-account cannot be evaluated (No such key: team), so it goes no further than ticket.`,
      ],
    });
  });

  it('does not read overrides behind the first that matches', () => {
    const policy = ruled(
      `{ mode: ticket, overrides: [{ name: first, when: '!finding.attempted', mode: remediate, action: { existing: reports@payments-prod.iam.gserviceaccount.com } }, { name: broken, when: 'finding.resource.labels.team == "data"', mode: observe }] }`,
    );
    expect(decide(policy, inPayments, NO_BOUNDS)).toMatchObject({
      mode: 'remediate',
      because: ['The override "first" of the rule default-service-account asks for remediate.'],
      action: { existing: 'reports@payments-prod.iam.gserviceaccount.com' },
    });
  });
});
