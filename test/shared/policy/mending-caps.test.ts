import { describe, expect, it } from 'vitest';
import type { Principal } from '../../../shared/domain/principal.ts';
import { decide } from '../../../shared/policy/decide.ts';
import type { Access } from '../../../shared/policy/mending-caps.ts';
import { policyOf, textOf, viewOf } from './loaded.ts';

const NO_BOUNDS = { today: '2026-11-22', ceiling: 'remediate', caps: [] } as const;
const RUNTIME = 'batch-runtime@identity-prod.iam.gserviceaccount.com';
const DEV: Principal = { kind: 'user', email: 'dev@example.com' };
const ACCESS: Access = { project: 'payments-prod', account: RUNTIME, deployer: DEV };

const EXAMPLE = policyOf(textOf('examples/policy.yaml'));

function decided(rule: string, access: Access | undefined, policy = EXAMPLE) {
  const view = viewOf({ rule, attempted: true, serviceAccount: access?.account });
  const { mode, because } = decide(policy, { rule, view, deployedBy: [], access }, NO_BOUNDS);
  return { mode, because };
}

/** Every rule is to be remediated; payments-prod may use batch-runtime, and the deployers act as it. */
function trusting(deployers: string, actions?: Parameters<typeof policyOf>[1]) {
  return policyOf(
    `apiVersion: bailiff/v1\ndefaults: { mode: remediate }\ntrust: [{ projects: [payments-prod], accounts: [${RUNTIME}], deployers: [${deployers}], restore: true }]\n`,
    actions,
  );
}

describe('decide on the example policy', () => {
  it.each(['missing-token-creator', 'missing-act-as'])('remediates %s where trusted', (rule) => {
    expect(decided(rule, ACCESS)).toEqual({
      mode: 'remediate',
      because: [`The rule ${rule} asks for remediate.`],
    });
  });

  it('tickets elsewhere, and says for whom no entry is there', () => {
    const elsewhere = { ...ACCESS, project: 'data-dev' };
    expect(decided('missing-token-creator', elsewhere)).toEqual({
      mode: 'ticket',
      because: [
        'The rule missing-token-creator asks for remediate.',
        'No trust entry of the policy lets jobs of data-dev use batch-runtime@identity-prod.iam.gserviceaccount.com.',
      ],
    });
    expect(decided('missing-act-as', elsewhere)).toEqual({
      mode: 'ticket',
      because: [
        'The rule missing-act-as asks for remediate.',
        'No trust entry of the policy lets dev@example.com act as batch-runtime@identity-prod.iam.gserviceaccount.com for jobs of data-dev.',
      ],
    });
  });

  it.each(['cross-project-use-disabled', 'service-account-unusable'])('tickets %s', (rule) => {
    expect(decided(rule, ACCESS)).toEqual({
      mode: 'ticket',
      because: [`The rule ${rule} asks for ticket.`],
    });
  });
});

describe('decide without a trust entry', () => {
  it.each<[string, Principal | undefined, string]>([
    [
      'somebody whom no entry names',
      { kind: 'user', email: 'eve@example.com' },
      'No trust entry of the policy lets eve@example.com act as batch-runtime@identity-prod.iam.gserviceaccount.com for jobs of payments-prod.',
    ],
    [
      'a service agent',
      { kind: 'service-agent', email: '310000000001@cloudservices.gserviceaccount.com' },
      '310000000001@cloudservices.gserviceaccount.com is a federated identity or a service agent, which no trust entry of the policy can let act as batch-runtime@identity-prod.iam.gserviceaccount.com.',
    ],
    [
      'a federated identity',
      { kind: 'federated', subject: 'principal://iam.googleapis.com/p/subject/s' },
      'principal://iam.googleapis.com/p/subject/s is a federated identity or a service agent, which no trust entry of the policy can let act as batch-runtime@identity-prod.iam.gserviceaccount.com.',
    ],
    [
      'an unknown principal',
      { kind: 'unknown' },
      'It is not known who deploys, so no trust entry of the policy can let them act as batch-runtime@identity-prod.iam.gserviceaccount.com.',
    ],
    [
      'nobody said',
      undefined,
      'It is not known who deploys, so no trust entry of the policy can let them act as batch-runtime@identity-prod.iam.gserviceaccount.com.',
    ],
  ])('tickets missing-act-as for %s', (_who, deployer, because) => {
    expect(decided('missing-act-as', { ...ACCESS, deployer })).toEqual({
      mode: 'ticket',
      because: ['The rule missing-act-as asks for remediate.', because],
    });
  });

  it('asks for no deployer but for missing-act-as', () => {
    const nobody = { ...ACCESS, deployer: undefined };
    expect(decided('missing-token-creator', nobody).mode).toBe('remediate');
  });

  it('tickets when the account, or everything, is not known', () => {
    const because = [
      'The rule missing-token-creator asks for remediate.',
      'It is not known which account is to be used, so no trust entry of the policy can name it.',
    ];
    const expected = { mode: 'ticket', because };
    expect(decided('missing-token-creator', { ...ACCESS, account: undefined })).toEqual(expected);
    expect(decided('missing-token-creator', undefined)).toEqual(expected);
  });

  it('does not take trust for a rule that its own action mends', () => {
    expect(decided('default-service-account', ACCESS, trusting('user:dev@example.com'))).toEqual({
      mode: 'ticket',
      because: [
        'The policy does not name the rule default-service-account, and asks for remediate by default.',
        'The policy names no action for the rule default-service-account, so there is nothing to do but tell.',
      ],
    });
  });
});

describe('decide where trust is given', () => {
  it('remediates for the member of a group that the entry names, and for nobody of other domains', () => {
    const policy = trusting('group:payments@example.com');
    const outsider: Principal = { kind: 'user', email: 'dev@example.org' };
    expect(decided('missing-act-as', ACCESS, policy).mode).toBe('remediate');
    expect(decided('missing-act-as', { ...ACCESS, deployer: outsider }, policy).mode).toBe(
      'ticket',
    );
  });

  it('tickets what the deployment does not allow, each action by itself', () => {
    const policy = trusting('user:dev@example.com', { actions: ['grant-act-as'] });
    expect(decided('missing-act-as', ACCESS, policy).mode).toBe('remediate');
    expect(decided('missing-token-creator', ACCESS, policy)).toEqual({
      mode: 'ticket',
      because: [
        'The policy does not name the rule missing-token-creator, and asks for remediate by default.',
        'This deployment does not allow the action grant-token-creator.',
      ],
    });
  });

  it('tickets cross-project-use-disabled, unless the deployment allows its action', () => {
    expect(
      decided('cross-project-use-disabled', ACCESS, trusting('user:dev@example.com')),
    ).toMatchObject({
      mode: 'ticket',
      because: [
        'The policy does not name the rule cross-project-use-disabled, and asks for remediate by default.',
        'This deployment does not allow the action allow-cross-project-use.',
        'The action allow-cross-project-use goes no further than approve, whatever the policy says.',
      ],
    });
  });

  it('lets cross-project-use-disabled wait for an approver at most', () => {
    const policy = trusting('user:dev@example.com', { actions: ['allow-cross-project-use'] });
    expect(decided('cross-project-use-disabled', ACCESS, policy)).toMatchObject({
      mode: 'approve',
      because: [
        'The policy does not name the rule cross-project-use-disabled, and asks for remediate by default.',
        'The action allow-cross-project-use goes no further than approve, whatever the policy says.',
      ],
    });
  });

  it('tickets what nothing mends', () => {
    expect(decided('service-account-unusable', ACCESS, trusting('user:dev@example.com'))).toEqual({
      mode: 'ticket',
      because: [
        'The policy does not name the rule service-account-unusable, and asks for remediate by default.',
        'Bailiff has nothing that mends service-account-unusable, and only tells.',
      ],
    });
  });
});
