import { describe, expect, it } from 'vitest';
import type { Deployment } from '../../../shared/domain/deployment.ts';
import { widens } from '../../../shared/policy/widening.ts';
import { policyOf } from './loaded.ts';

const BATCH = 'batch-runtime@identity-prod.iam.gserviceaccount.com';
const REPORTS = 'reports@payments-prod.iam.gserviceaccount.com';
const DEPLOYMENT: Partial<Deployment> = {
  trustAccounts: [BATCH, REPORTS],
  dedicatedAccountRoles: ['roles/logging.logWriter', 'roles/cloudtrace.agent'],
};

function policy(text: string) {
  return policyOf(`apiVersion: bailiff/v1\n${text}`, DEPLOYMENT);
}

function difference(before: string, after: string) {
  return widens(policy(before), policy(after), '2026-11-22');
}

const rule = (settings: string) => `rules: {default-service-account: {${settings}}}`;
const REMEDIATE = 'mode: remediate, action: {create: {roles: []}}';
const override = (name: string, when: string, settings: string) =>
  `{name: ${name}, when: '${when}', ${settings}}`;
const overrides = (base: string, ...list: readonly string[]) =>
  rule(`${base}, overrides: [${list.join(', ')}]`);
const exemption = (changed: Readonly<Record<string, string>> = {}) =>
  `exemptions: [${JSON.stringify({
    id: 'EX-1',
    rule: 'default-service-account',
    when: 'finding.attempted',
    reason: 'The image of the vendor needs the account.',
    owner: 'user:dev@example.com',
    approvedBy: 'user:admin@example.com',
    expires: '2027-03-31',
    ...changed,
  })}]`;
const trust = (entry: string) => `trust: [{projects: [payments-prod], ${entry}}]`;

const PAYMENTS = 'finding.resource.project == "payments-prod"';
const DATA = 'finding.resource.project == "data-dev"';

describe('what a policy allows more than the one before', () => {
  it.each<[why: string, before: string, after: string, sentences: readonly string[]]>([
    [
      'the default goes further',
      'defaults: {mode: observe}',
      'defaults: {mode: ticket}',
      ['Every rule that the file does not name goes from observe to ticket.'],
    ],
    [
      'a rule goes further',
      rule('mode: ticket'),
      rule(REMEDIATE),
      [
        'The rule default-service-account goes from ticket to remediate (an account made for the job, with no roles).',
      ],
    ],
    [
      'a rule is named that was not',
      '',
      rule('mode: ticket'),
      [
        'What came under the default for the rule default-service-account may come under the rule default-service-account, which goes from observe to ticket.',
      ],
    ],
    [
      'an approve names an action where remediate by default had none',
      'defaults: {mode: remediate}',
      `defaults: {mode: remediate}\n${rule('mode: approve, action: {create: {roles: []}}')}`,
      [
        'What came under the default for the rule default-service-account may come under the rule default-service-account, which goes from ticket to approve (an account made for the job, with no roles).',
      ],
    ],
    [
      'an override goes further',
      overrides('mode: ticket', override('data', DATA, 'mode: observe')),
      overrides('mode: ticket', override('data', DATA, 'mode: ticket')),
      ['Override "data" of the rule default-service-account goes from observe to ticket.'],
    ],
    [
      'the condition of an override that acts is another one',
      overrides('mode: ticket', override('data', DATA, REMEDIATE)),
      overrides('mode: ticket', override('data', PAYMENTS, REMEDIATE)),
      [
        'What came under the rule default-service-account may come under override "data" of the rule default-service-account, which goes from ticket to remediate (an account made for the job, with no roles).',
      ],
    ],
    [
      'the condition of an override that holds back is another one',
      overrides(REMEDIATE, override('data', DATA, 'mode: ticket')),
      overrides(REMEDIATE, override('data', PAYMENTS, 'mode: ticket')),
      [
        'What came under override "data" of the rule default-service-account may come under the rule default-service-account, which goes from ticket to remediate (an account made for the job, with no roles).',
      ],
    ],
    [
      'an override that holds back is gone',
      overrides(REMEDIATE, override('data', DATA, 'mode: observe')),
      rule(REMEDIATE),
      [
        'What came under override "data" of the rule default-service-account may come under the rule default-service-account, which goes from observe to remediate (an account made for the job, with no roles).',
      ],
    ],
    [
      'two overrides change places',
      overrides(
        'mode: ticket',
        override('data', DATA, 'mode: observe'),
        override('attempts', 'finding.attempted', 'mode: ticket'),
      ),
      overrides(
        'mode: ticket',
        override('attempts', 'finding.attempted', 'mode: ticket'),
        override('data', DATA, 'mode: observe'),
      ),
      [
        'What came under override "data" of the rule default-service-account may come under override "attempts" of the rule default-service-account, which goes from observe to ticket.',
      ],
    ],
    [
      'an override goes whose condition could not always be evaluated',
      overrides(REMEDIATE, override('team', 'finding.resource.labels.team == "data"', REMEDIATE)),
      rule(REMEDIATE),
      [
        'Override "team" of the rule default-service-account no longer holds at ticket the findings for which its condition cannot be evaluated.',
      ],
    ],
    [
      'the account is another one',
      rule('mode: approve, action: {existing: reports@payments-prod.iam.gserviceaccount.com}'),
      rule('mode: approve, action: {create: {roles: [roles/logging.logWriter]}}'),
      [
        `The rule default-service-account mends with an account made for the job, with roles/logging.logWriter instead of the account ${REPORTS}.`,
      ],
    ],
    [
      'made accounts get one more role',
      rule('mode: remediate, action: {create: {roles: [roles/cloudtrace.agent]}}'),
      rule(
        'mode: remediate, action: {create: {roles: [roles/logging.logWriter, roles/cloudtrace.agent]}}',
      ),
      [
        'The rule default-service-account mends with an account made for the job, with roles/logging.logWriter, roles/cloudtrace.agent instead of an account made for the job, with roles/cloudtrace.agent.',
      ],
    ],
    [
      'jobs are moved that have been executed',
      rule(REMEDIATE),
      rule(`${REMEDIATE}, remediateExecuted: true`),
      ['The rule default-service-account also moves jobs that have been executed before.'],
    ],
    [
      'more is changed in an hour',
      'limits: {remediationsPerHour: 20}',
      'limits: {remediationsPerHour: 40}',
      [
        'limits.remediationsPerHour goes from 20 to 40.',
        'limits.remediationsPerHourPerProject goes from 5 to 10.',
      ],
    ],
    [
      'a fight is seen later',
      'limits: {fight: {setBacks: 3, window: 24h}}',
      'limits: {fight: {setBacks: 5, window: 1h}}',
      [
        'limits.fight.setBacks goes from 3 to 5.',
        'limits.fight.window goes from 86400 s to 3600 s.',
      ],
    ],
    [
      'a deployer is not managed any more',
      'managed: [user:ci@example.com, user:dev@example.com]',
      'managed: [user:dev@example.com]',
      ['user:ci@example.com is no longer managed.'],
    ],
    [
      'an exemption is gone',
      exemption(),
      '',
      ['Exemption EX-1 is gone, which held until 2027-03-31.'],
    ],
    [
      'an exemption ends sooner',
      exemption(),
      exemption({ expires: '2027-01-31' }),
      ['Exemption EX-1 holds until 2027-01-31 instead of 2027-03-31.'],
    ],
    [
      'an exemption is of something else',
      exemption(),
      exemption({ when: DATA }),
      ['Exemption EX-1 has another rule or condition than before.'],
    ],
    [
      'an account is trusted',
      '',
      trust(`accounts: [${BATCH}], deployers: [user:dev@example.com], restore: true`),
      [
        `Jobs of payments-prod may be let use ${BATCH}, user:dev@example.com may be let act as it, and token minting is put back when it is taken away.`,
      ],
    ],
    [
      'another project is trusted',
      trust(`accounts: [${BATCH}]`),
      `trust: [{projects: [payments-prod, data-dev], accounts: [${BATCH}]}]`,
      [`Jobs of data-dev may be let use ${BATCH}.`],
    ],
    [
      'another deployer is trusted, and more is put back',
      trust(`accounts: [${BATCH}], deployers: [user:dev@example.com]`),
      trust(
        `accounts: [${BATCH}], deployers: [user:dev@example.com, "group:payments@example.com"], restore: true`,
      ),
      [
        `group:payments@example.com may be let act as ${BATCH} for jobs of payments-prod.`,
        `Token minting for ${BATCH} is put back for jobs of payments-prod when it is taken away.`,
      ],
    ],
    [
      'an account is not pinned any more',
      trust(`accounts: [{account: ${BATCH}, uniqueId: "1"}]`),
      trust(`accounts: [${BATCH}]`),
      [`${BATCH} is no longer pinned to the unique id 1.`],
    ],
    [
      'an account is pinned to another one of its name',
      trust(`accounts: [{account: ${BATCH}, uniqueId: "1"}]`),
      trust(`accounts: [{account: ${BATCH}, uniqueId: "2"}]`),
      [`${BATCH} is pinned to the unique id 2 instead of 1.`],
    ],
  ])('is told when %s', (_, before, after, sentences) => {
    expect(difference(before, after)).toEqual(sentences);
  });

  it.each<[why: string, before: string, after: string]>([
    ['nothing changes', rule(REMEDIATE), rule(REMEDIATE)],
    ['a rule goes less far', rule(REMEDIATE), rule('mode: ticket')],
    ['a rule is not named any more', rule(REMEDIATE), ''],
    [
      'a mode is written that no action of the rule reaches',
      'rules: {service-account-unusable: {mode: ticket}}',
      'rules: {service-account-unusable: {mode: remediate}}',
    ],
    [
      'an override is added that holds back',
      rule(REMEDIATE),
      overrides(REMEDIATE, override('data', DATA, 'mode: observe')),
    ],
    [
      'an override that acts is gone',
      overrides('mode: ticket', override('data', DATA, REMEDIATE)),
      rule('mode: ticket'),
    ],
    [
      'an override is added that says what the rule says',
      overrides('mode: ticket', override('data', DATA, 'mode: observe')),
      overrides(
        'mode: ticket',
        override('data', DATA, 'mode: observe'),
        override('everything', 'true', 'mode: ticket'),
      ),
    ],
    [
      'made accounts get one role less',
      rule('mode: remediate, action: {create: {roles: [roles/cloudtrace.agent]}}'),
      rule(REMEDIATE),
    ],
    [
      'executed jobs are left alone',
      rule(`${REMEDIATE}, remediateExecuted: true`),
      rule(REMEDIATE),
    ],
    ['an exemption is added', '', exemption()],
    ['an exemption gets another name', exemption(), exemption({ id: 'EX-2' })],
    ['an exemption is gone that had lapsed', exemption({ expires: '2026-11-21' }), ''],
    ['a trust entry is gone', trust(`accounts: [${BATCH}]`), ''],
    [
      'an account is pinned',
      trust(`accounts: [${BATCH}]`),
      trust(`accounts: [{account: ${BATCH}, uniqueId: "1"}]`),
    ],
    [
      'one entry becomes two that say the same',
      trust(`accounts: [${BATCH}, ${REPORTS}], deployers: [user:dev@example.com]`),
      `trust: [{projects: [payments-prod], accounts: [${REPORTS}], deployers: [user:dev@example.com]}, {projects: [payments-prod], accounts: [${BATCH}], deployers: [user:dev@example.com]}]`,
    ],
    ['limits are lowered', 'limits: {remediationsPerHour: 20}', 'limits: {remediationsPerHour: 4}'],
    ['a deployer is managed', '', 'managed: [user:ci@example.com]'],
    [
      'the owner changes',
      'defaults: {owner: user:dev@example.com}',
      'defaults: {owner: user:admin@example.com}',
    ],
  ])('is nothing when %s', (_, before, after) => {
    expect(difference(before, after)).toEqual([]);
  });

  it('is told as a whole where there are too many overrides to be compared', () => {
    const many = (word: string) =>
      overrides(
        'mode: ticket',
        ...Array.from({ length: 101 }, (_, index) =>
          override(`${index}`, `finding.resource.job == "${word}${index}"`, 'mode: ticket').replace(
            `name: ${index}`,
            `name: "${index}"`,
          ),
        ),
      );
    expect(difference(many('a'), many('b'))).toEqual([
      'The overrides of the rule default-service-account changed, and are too many to be compared.',
    ]);
    expect(difference(many('a'), many('a').replace('mode: ticket, o', 'mode: observe, o'))).toEqual(
      [],
    );
    expect(difference(many('a').replace('mode: ticket, o', 'mode: observe, o'), many('a'))).toEqual(
      ['The rule default-service-account goes from observe to ticket.'],
    );
  });

  it('tells a shorter time before acting', () => {
    const now = policy('');
    expect(widens({ ...now, settleSeconds: 60 }, now, '2026-11-22')).toEqual([
      'settle goes from 60 s to 0 s.',
    ]);
  });
});
