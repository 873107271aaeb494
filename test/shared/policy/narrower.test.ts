import { describe, expect, it } from 'vitest';
import { decide } from '../../../shared/policy/decide.ts';
import { narrower } from '../../../shared/policy/narrower.ts';
import { trustOf } from '../../../shared/policy/trust.ts';
import { policyOf, viewOf } from './loaded.ts';

const UNTIL = '2026-11-22T10:10:00Z';
const BATCH = 'batch-runtime@identity-prod.iam.gserviceaccount.com';
const BOUNDS = { today: '2026-11-22', ceiling: 'remediate', caps: [] } as const;
const INPUT = { rule: 'default-service-account', view: viewOf(), deployedBy: ['ci@example.com'] };

const policy = (text: string) =>
  policyOf(`apiVersion: bailiff/v1\n${text}`, {
    dedicatedAccountRoles: ['roles/logging.logWriter', 'roles/cloudtrace.agent'],
  });
const rule = (settings: string) => `rules: {default-service-account: {mode: ${settings}}}\n`;
const roles = (...names: readonly string[]) =>
  rule(`remediate, action: {create: {roles: [${names.join(', ')}]}}`);

function held(file: string, ...before: readonly string[]) {
  const bounds = before.map((text) => ({ policy: policy(text), until: UNTIL }));
  return narrower(policy(file), { bounds, unknownUntil: undefined }, 'd1g357');
}

describe('a decision while a version waits', () => {
  it('is that of the file where nothing bounds it, under the digest of the whole', () => {
    expect(
      decide(held(rule('ticket'), rule('remediate, action: {create: {roles: []}}')), INPUT, BOUNDS),
    ).toEqual({
      mode: 'ticket',
      wanted: 'ticket',
      because: ['The rule default-service-account asks for ticket.'],
      exemption: undefined,
      action: undefined,
      remediateExecuted: false,
      policyDigest: 'd1g357',
    });
  });

  it.each([
    [
      'the mode of the earlier version',
      rule('ticket'),
      'Until 2026-11-22T10:10:00Z an earlier version of the policy holds too, which goes no further than ticket: The rule default-service-account asks for ticket.',
    ],
    [
      'whom the earlier version has as managed',
      `${roles()}managed: [user:ci@example.com]`,
      'Until 2026-11-22T10:10:00Z an earlier version of the policy holds too, which goes no further than ticket: The rule default-service-account asks for remediate. Deployed by user:ci@example.com, which the policy lists as managed: change it in its code.',
    ],
    [
      'another account in the earlier version',
      rule('remediate, action: {existing: reports@payments-prod.iam.gserviceaccount.com}'),
      'Until 2026-11-22T10:10:00Z an earlier version of the policy holds too, which mends it in another way, so nothing is changed.',
    ],
  ])('is bounded by %s', (_, before, sentence) => {
    expect(decide(held(roles(), before), INPUT, BOUNDS)).toMatchObject({
      mode: 'ticket',
      wanted: 'remediate',
      because: ['The rule default-service-account asks for remediate.', sentence],
    });
  });

  it('keeps what the earlier version exempts', () => {
    const exemption =
      'exemptions: [{id: EX-1, rule: default-service-account, when: "true", reason: It needs the account until March., owner: "user:dev@example.com", approvedBy: "user:admin@example.com", expires: 2027-03-31}]';
    expect(decide(held(roles(), `${roles()}${exemption}`), INPUT, BOUNDS)).toMatchObject({
      mode: 'observe',
      exemption: { id: 'EX-1', expires: '2027-03-31' },
      because: [
        'The rule default-service-account asks for remediate.',
        'Until 2026-11-22T10:10:00Z an earlier version of the policy holds too, which goes no further than observe: The rule default-service-account asks for remediate. Exemption EX-1 of user:dev@example.com lets it stay as it is until 2027-03-31: It needs the account until March.',
      ],
    });
  });

  it('gives a made account the roles that all versions name', () => {
    const wide = roles('roles/logging.logWriter', 'roles/cloudtrace.agent');
    expect(decide(held(wide, roles('roles/cloudtrace.agent')), INPUT, BOUNDS)).toMatchObject({
      mode: 'remediate',
      action: { create: { roles: ['roles/cloudtrace.agent'] } },
    });
  });

  it('moves executed jobs only where all versions do', () => {
    const executed = rule('remediate, action: {create: {roles: []}}, remediateExecuted: true');
    expect(decide(held(executed, roles()), INPUT, BOUNDS)).toMatchObject({
      mode: 'remediate',
      remediateExecuted: false,
    });
  });

  it('goes no further than ticket where what was in force is not known', () => {
    const waiting = narrower(policy(roles()), { bounds: [], unknownUntil: UNTIL }, 'd1g357');
    expect(decide(waiting, INPUT, BOUNDS)).toMatchObject({
      mode: 'ticket',
      because: [
        'The rule default-service-account asks for remediate.',
        'The version of the policy that was in force before this one cannot be read, so nothing goes further than ticket until 2026-11-22T10:10:00Z.',
      ],
    });
  });
});

describe('trust while a version waits', () => {
  const trust = (...entries: readonly string[]) =>
    `rules: {missing-act-as: {mode: remediate}}\ntrust: [${entries.join(', ')}]`;
  const entry = (account: string, ...deployers: readonly string[]) =>
    `{projects: [payments-prod], accounts: [${account}], deployers: [${deployers.join(', ')}], restore: true}`;

  it('is what all versions name', () => {
    const waiting = held(
      trust(entry(BATCH, 'user:dev@example.com', '"group:payments@example.com"')),
      trust(entry(BATCH, 'user:dev@example.com', 'user:ci@example.com')),
    );
    expect(waiting.trust).toEqual([
      {
        projects: ['payments-prod'],
        accounts: [{ email: BATCH, uniqueId: undefined }],
        deployers: ['user:dev@example.com'],
        restore: true,
      },
    ]);
  });

  it('keeps a pin that one version has, and is none where two differ', () => {
    const pinned = (id: string) => trust(entry(`{account: ${BATCH}, uniqueId: "${id}"}`));
    expect(trustOf(held(trust(entry(BATCH)), pinned('1')), 'payments-prod', BATCH)).toMatchObject({
      uniqueId: '1',
    });
    expect(held(pinned('2'), pinned('1')).trust).toEqual([]);
  });

  it('lets nobody act as an account whom the versions name in different ways', () => {
    const waiting = held(
      trust(entry(BATCH, '"group:payments@example.com"')),
      trust(entry(BATCH, 'user:dev@example.com')),
    );
    const access = {
      project: 'payments-prod',
      account: BATCH,
      deployer: { kind: 'user', email: 'dev@example.com' },
    } as const;
    const input = { rule: 'missing-act-as', view: viewOf(), deployedBy: [], access };
    expect(decide(waiting, input, BOUNDS)).toMatchObject({
      mode: 'ticket',
      because: [
        'The rule missing-act-as asks for remediate.',
        `Until 2026-11-22T10:10:00Z an earlier version of the policy holds too, which goes no further than ticket: The rule missing-act-as asks for remediate. No trust entry of the policy lets dev@example.com act as ${BATCH} for jobs of payments-prod.`,
      ],
    });
  });
});
