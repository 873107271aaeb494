import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Diagnosis } from '../../../shared/domain/diagnosis.ts';
import { MODES, type Mode } from '../../../shared/domain/mode.ts';
import { parsePrincipal } from '../../../shared/domain/principal.ts';
import type { Subject } from '../../../shared/domain/subject.ts';
import { conclude } from '../../../shared/engine/diagnosis/conclude.ts';
import { judge } from '../../../shared/engine/judge.ts';
import { unknownAccess } from '../../../shared/gcp/explanation.ts';
import { RULES } from '../../../shared/rules/registry.ts';
import {
  anyCrossProjectFacts,
  anyDenial,
  anyOwnFacts,
  foundIn,
  lacking,
} from '../../fixtures/any-diagnosis.ts';
import { attemptedSubject } from '../../fixtures/attempted-subject.ts';
import {
  crossProjectDiagnosis,
  ownProjectDiagnosis,
  withAccount,
} from '../../fixtures/diagnosis.ts';
import { exampleDeployment, examplePolicy } from '../../fixtures/example-policy.ts';
import { liveSubject } from '../../fixtures/live-subject.ts';

const BATCH_RUNTIME = 'batch-runtime@identity-prod.iam.gserviceaccount.com';
const today = '2026-05-04';
const DEV = parsePrincipal('dev@example.com');
const deployment = exampleDeployment({
  actions: ['grant-token-creator', 'grant-act-as', 'allow-cross-project-use'],
});

/** Trusts payments-prod with batch-runtime for dev, and lets every rule do what it can. */
function policyText(modes: Readonly<Record<string, Mode>> = {}, trust: readonly string[] = TRUST) {
  const rules = RULES.map(({ id }) => id).filter((id) => id !== 'default-service-account');
  return [
    'apiVersion: bailiff/v1',
    'rules:',
    ...rules.map((id) => `  ${id}: {mode: ${modes[id] ?? 'remediate'}}`),
    'trust:',
    ...trust,
  ].join('\n');
}
const TRUST = [
  '  - projects: [payments-prod]',
  `    accounts: [${BATCH_RUNTIME}]`,
  '    deployers: [user:dev@example.com]',
];

interface Asked {
  readonly modes?: Readonly<Record<string, Mode>>;
  readonly trust?: readonly string[];
  readonly own?: Partial<typeof deployment>;
  /** Rules of which the past of the finding does not let it go beyond a ticket. */
  readonly held?: readonly string[];
}

function judged(subject: Subject, { modes, trust, own = {}, held = [] }: Asked = {}) {
  const within = { ...deployment, ...own };
  return judge(subject, {
    rules: RULES,
    policy: examplePolicy(policyText(modes, trust), deployment),
    deployment: within,
    principal: subject.kind === 'attempted' ? subject.principal : DEV,
    today,
    caps: (id) =>
      held.some((rule) => id.startsWith(`${rule}~payments-prod~`))
        ? [{ mode: 'ticket', because: 'It was set back.' }]
        : [],
  });
}

function modes(subject: Subject, asked: Asked = {}): Readonly<Record<string, Mode>> {
  return Object.fromEntries(
    judged(subject, asked).map(({ violation, decision }) => [violation.rule, decision.mode]),
  );
}

const both = crossProjectDiagnosis({ 'act-as': 'missing', 'token-minting': 'missing' });
const NOT_ALL = 'Not all that the job needs can be mended here, so nothing is granted.';

describe('judging a refused deploy', () => {
  it('lets both bindings be granted where the deployer, the account and the project are trusted', () => {
    expect(modes(attemptedSubject())).toEqual({
      'missing-act-as': 'remediate',
      'missing-token-creator': 'remediate',
    });
  });

  it('grants neither to a deployer who is not trusted, since one alone would help nobody', () => {
    const subject = attemptedSubject({ principal: parsePrincipal('ci@example.com') });
    expect(modes(subject)).toEqual({
      'missing-act-as': 'ticket',
      'missing-token-creator': 'ticket',
    });
    expect(judged(subject).map(({ decision }) => decision.because.at(-1))).toEqual([
      `No trust entry of the policy lets ci@example.com act as ${BATCH_RUNTIME} for jobs of payments-prod.`,
      'Nothing is granted unless all that is missing can be, and missing-act-as goes no further than ticket here.',
    ]);
  });

  it.each<[Mode, Mode]>([
    ['approve', 'approve'],
    ['ticket', 'ticket'],
    ['observe', 'ticket'],
  ])('goes no further than the other rule, which says %s, but tells', (other, mode) => {
    const found = modes(attemptedSubject(), { modes: { 'missing-token-creator': other } });
    expect(found).toEqual({ 'missing-act-as': mode, 'missing-token-creator': other });
  });

  it('goes no further than the past of the other finding lets that go', () => {
    const found = judged(attemptedSubject(), { held: ['missing-token-creator'] });
    const told = found.map(({ violation, decision }) => [violation.rule, decision.because.at(-1)]);
    expect(Object.fromEntries(told)).toEqual({
      'missing-token-creator': 'It was set back.',
      'missing-act-as':
        'Nothing is granted unless all that is missing can be, and missing-token-creator goes no further than ticket here.',
    });
    expect(found.map(({ decision }) => decision.mode)).toEqual(['ticket', 'ticket']);
  });

  it('waits for an approver with all of it while the constraint is to be lifted', () => {
    const diagnosis = crossProjectDiagnosis({
      'act-as': 'missing',
      'token-minting': 'missing',
      'cross-project-use': 'missing',
    });
    expect(modes(attemptedSubject({ diagnosis }))).toEqual({
      'missing-act-as': 'approve',
      'missing-token-creator': 'approve',
      'cross-project-use-disabled': 'approve',
    });
  });

  it('is judged the same rule by rule, as functions ask for one at a time', () => {
    const policy = examplePolicy(policyText({ 'missing-token-creator': 'ticket' }), deployment);
    const [alone] = judge(attemptedSubject(), {
      rules: RULES.filter(({ id }) => id === 'missing-act-as'),
      policy,
      deployment,
      principal: DEV,
      today,
    });
    expect(alone?.decision.mode).toBe('ticket');
  });

  it('grants nothing on an account that is not usable, and tells an outsider nothing of that', () => {
    const disabled = withAccount(
      crossProjectDiagnosis({ 'account-usable': 'missing', 'act-as': 'missing' }),
      'disabled',
    );
    const subject = attemptedSubject({ diagnosis: disabled });
    expect(modes(subject)).toEqual({
      'service-account-unusable': 'observe',
      'missing-act-as': 'ticket',
    });
    expect(judged(subject)[1]?.decision.because.at(-1)).toBe(NOT_ALL);
    const mayRead = attemptedSubject({ diagnosis: disabled, deployerMayRead: true });
    expect(modes(mayRead)['service-account-unusable']).toBe('ticket');
    expect(judged(mayRead)[1]?.decision.because.at(-1)).toBe(
      'Nothing is granted unless all that is missing can be, and service-account-unusable goes no further than ticket here.',
    );
  });

  it('grants nothing in the own project while Cloud Run itself may not use its accounts', () => {
    const reports = 'reports@payments-prod.iam.gserviceaccount.com';
    const trust = [
      '  - projects: [payments-prod]',
      `    accounts: [${reports}]`,
      '    deployers: [user:dev@example.com]',
    ];
    const own = { trustAccounts: [reports] };
    const policy = examplePolicy(policyText({}, trust), { ...deployment, ...own });
    const decided = (tokens: 'missing' | 'holds') =>
      judge(
        attemptedSubject({
          diagnosis: ownProjectDiagnosis({ 'act-as': 'missing', 'token-minting': tokens }),
        }),
        { rules: RULES, policy, deployment, principal: DEV, today },
      ).map(({ violation, decision }) => [violation.rule, decision.mode]);
    expect(decided('holds')).toEqual([['missing-act-as', 'remediate']]);
    expect(decided('missing')).toEqual([
      ['missing-act-as', 'ticket'],
      ['missing-token-creator', 'ticket'],
    ]);
  });

  it('grants nothing where it is not known who deploys', () => {
    const diagnosis = crossProjectDiagnosis(
      { 'act-as': 'unknown', 'token-minting': 'missing' },
      { deployer: undefined },
    );
    const subject = attemptedSubject({
      diagnosis,
      denial: 'token-creator',
      principal: { kind: 'unknown' },
    });
    expect(modes(subject)).toEqual({ 'missing-token-creator': 'ticket' });
  });

  it('says what could not be read, and does nothing', () => {
    const subject = attemptedSubject({
      diagnosis: { ...both, unread: ['The policy of folders/1 may not be read.'] },
    });
    expect(judged(subject).map(({ decision }) => decision.because.at(-1))).toEqual([
      'Not everything could be read, so nothing is changed: The policy of folders/1 may not be read.',
      'Not everything could be read, so nothing is changed: The policy of folders/1 may not be read.',
    ]);
  });

  it('changes nothing on an account of Bailiff’s own project', () => {
    const found = judged(attemptedSubject(), { own: { project: 'identity-prod' } });
    expect(found.map(({ decision }) => [decision.mode, decision.because.at(-1)])).toEqual([
      ['ticket', "identity-prod is Bailiff's own project, in which Bailiff changes nothing."],
      ['ticket', "identity-prod is Bailiff's own project, in which Bailiff changes nothing."],
    ]);
  });
});

describe('judging what was taken from a live job', () => {
  const diagnosis = crossProjectDiagnosis(
    { 'act-as': 'unknown', 'token-minting': 'missing' },
    { deployer: undefined },
  );
  const subject = liveSubject({ serviceAccount: BATCH_RUNTIME }, { diagnosis });

  it('puts token minting back where the trust entry says so, and otherwise asks what was meant', () => {
    expect(modes(subject, { trust: [...TRUST, '    restore: true'] })).toEqual({
      'missing-token-creator': 'remediate',
    });
    const [told] = judged(subject);
    expect([told?.decision.mode, told?.decision.because.at(-1)]).toEqual([
      'ticket',
      'The job is there, so taking this away may have been meant: the trust entry does not say restore: true.',
    ]);
  });

  it('names only the missing trust where there is none', () => {
    const elsewhere = ['  - projects: [data-dev]', `    accounts: [${BATCH_RUNTIME}]`];
    expect(judged(subject, { trust: elsewhere })[0]?.decision.because).toEqual([
      'The rule missing-token-creator asks for remediate.',
      `No trust entry of the policy lets jobs of payments-prod use ${BATCH_RUNTIME}.`,
    ]);
  });

  it('puts nothing back under a job whose account is not usable or may not be used any more', () => {
    const trust = [...TRUST, '    restore: true'];
    for (const lack of ['account-usable', 'cross-project-use'] as const) {
      const states = {
        'act-as': 'unknown',
        'token-minting': 'missing',
        [lack]: 'missing',
      } as const;
      const found = modes(
        liveSubject(
          { serviceAccount: BATCH_RUNTIME },
          { diagnosis: crossProjectDiagnosis(states) },
        ),
        { trust },
      );
      expect(Object.values(found)).toEqual(['ticket', 'ticket']);
    }
  });
});

describe('judging any use of an account', () => {
  // Half of them about the account that is trusted, there and readable.
  const trusted = anyCrossProjectFacts.map((facts) => {
    const { account } = foundIn(false);
    const placed = { ...facts.account, kind: 'user-managed', email: account.email } as const;
    const names = { accountId: 'batch-runtime', projectId: 'identity-prod' };
    return { ...facts, account: { ...placed, ...names }, found: foundIn(false), pinned: undefined };
  });
  const anyDiagnosis: fc.Arbitrary<Diagnosis> = fc
    .oneof(trusted, fc.oneof(anyCrossProjectFacts, anyOwnFacts))
    .map(conclude);

  it('goes beyond a ticket only where all that is missing can be mended', () => {
    const policy = examplePolicy(policyText({}, [...TRUST, '    restore: true']), deployment);
    let granted = 0;
    fc.assert(
      fc.property(
        anyDiagnosis,
        anyDenial,
        fc.boolean(),
        fc.boolean(),
        (diagnosis, denial, live, deployerMayRead) => {
          const principal = parsePrincipal(diagnosis.deployer);
          const subject = live
            ? liveSubject({}, { diagnosis: { ...diagnosis, deployer: undefined } })
            : attemptedSubject({ diagnosis, denial, deployerMayRead, principal });
          const found = judge(subject, {
            rules: RULES.filter(({ id }) => id !== 'default-service-account'),
            policy,
            deployment,
            principal,
            today,
          });
          const further = found.filter(({ decision }) => MODES.indexOf(decision.mode) > 1);
          if (further.length === 0) return;
          granted += 1;
          expect(diagnosis.account.email).toBe(BATCH_RUNTIME);
          expect(diagnosis.unread).toEqual([]);
          expect(diagnosis.account.state).toBe('enabled');
          expect(further).toHaveLength(found.length);
        },
      ),
      { numRuns: 3000 },
    );
    expect(granted).toBeGreaterThan(50);
  });

  it('says the same to whoever is not trusted of an account that is gone and of one without bindings', () => {
    const unasked = unknownAccess('The account is not there.');
    const policy = examplePolicy(policyText(), deployment);
    const stranger = parsePrincipal('mallory@example.com');
    fc.assert(
      fc.property(anyCrossProjectFacts, anyDenial, (facts, denial) => {
        const told = (changes: Partial<typeof facts>) => {
          const diagnosis = conclude({
            ...facts,
            deployer: stranger,
            pinned: undefined,
            ...changes,
          });
          const subject = attemptedSubject({ diagnosis, denial, principal: stranger });
          return judge(subject, { rules: RULES, policy, deployment, principal: stranger, today })
            .filter(({ violation }) => violation.rule !== 'service-account-unusable')
            .map(({ decision, fix }) => [decision, fix]);
        };
        expect(told({ found: { kind: 'missing' }, actAs: unasked, minting: unasked })).toEqual(
          told({ found: foundIn(false), actAs: lacking, minting: lacking }),
        );
      }),
      { numRuns: 3000 },
    );
  });
});
