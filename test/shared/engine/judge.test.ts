import { describe, expect, test } from 'vitest';
import type { Subject } from '../../../shared/domain/subject.ts';
import { type JudgeContext, judge } from '../../../shared/engine/judge.ts';
import { RULES } from '../../../shared/rules/registry.ts';
import { attemptedSubject } from '../../fixtures/attempted-subject.ts';
import { exampleDeployment, examplePolicy } from '../../fixtures/example-policy.ts';
import { liveSubject } from '../../fixtures/live-subject.ts';
import { policyOf } from '../policy/loaded.ts';

const context: JudgeContext = {
  rules: RULES,
  policy: examplePolicy(),
  deployment: exampleDeployment(),
  principal: { kind: 'user', email: 'dev@example.com' },
  today: '2026-05-04',
};
const decided = (subject: Subject, changes: Partial<JudgeContext> = {}) =>
  judge(subject, { ...context, ...changes }).map(({ decision }) => [
    decision.mode,
    decision.because.at(-1),
  ]);
const inProject = (id: string) =>
  liveSubject(
    {},
    {
      resource: { kind: 'job', project: id, location: 'us-central1', name: 'nightly' },
      project: { id, number: '310000000001', ancestors: ['organizations/100000000001'] },
    },
  );
const attempted = attemptedSubject({
  serviceAccount: undefined,
  impliesDefault: true,
  principal: { kind: 'user', email: 'ci@example.com' },
  diagnosis: undefined,
});

describe('judging', () => {
  test('finds nothing wrong with a job that runs as an account of its own', () => {
    expect(
      judge(
        liveSubject({ serviceAccount: 'reports@payments-prod.iam.gserviceaccount.com' }),
        context,
      ),
    ).toEqual([]);
  });

  test('says what is wrong, what is to be done, why, and how to mend it by hand', () => {
    const [judgement, ...others] = judge(liveSubject(), context);
    expect(others).toEqual([]);
    expect(judgement).toMatchObject({
      violation: { rule: 'default-service-account', attempted: false },
      decision: {
        mode: 'remediate',
        wanted: 'remediate',
        action: { create: { roles: [] } },
        remediateExecuted: true,
        policyDigest: context.policy.digest,
      },
    });
    expect(judgement?.fix.at(-1)).toMatch(/^gcloud run jobs update nightly --service-account=/);
  });

  test.each([
    ['the policy remediates', liveSubject(), {}, 'remediate', /payments are mended/],
    ['the policy tickets', inProject('data-dev'), {}, 'ticket', /data tells its own teams/],
    ['the policy only observes', inProject('identity-prod'), {}, 'observe', /observe/],
    [
      'it is Bailiff’s own project',
      liveSubject(),
      { deployment: exampleDeployment({ project: 'payments-prod' }) },
      'ticket',
      /^payments-prod is Bailiff's own project/,
    ],
    [
      'something could not be read',
      liveSubject({}, { unread: ['Bailiff may not read X.'] }),
      {},
      'ticket',
      /^Not everything could be read, so nothing is changed: Bailiff may not read X\./,
    ],
    ['the deploy was denied', attempted, {}, 'ticket', /^The deploy was denied/],
    [
      'the ceiling is lower',
      liveSubject(),
      { deployment: exampleDeployment({ ceiling: 'approve' }) },
      'approve',
      /approve/,
    ],
    [
      'its past does not let it',
      liveSubject(),
      { caps: () => [{ mode: 'ticket' as const, because: 'It was set back.' }] },
      'ticket',
      /^It was set back\.$/,
    ],
  ] as const)('goes so far when %s', (_, subject, changes, mode, because) => {
    const [[found, why] = []] = decided(subject, changes);
    expect(found).toBe(mode);
    expect(why).toMatch(because);
  });

  test('never changes a job that runs as one of Bailiff’s own identities', () => {
    const account = '310000000001-compute@developer.gserviceaccount.com';
    const { identities } = exampleDeployment();
    const deployment = exampleDeployment({ identities: { ...identities, console: account } });
    expect(decided(liveSubject(), { deployment })).toEqual([
      ['ticket', `${account} is one of Bailiff's own identities, around which it changes nothing.`],
    ]);
  });

  test('leaves jobs of managed deployers to their code, and believes the job rather than the event', () => {
    const text = [
      'apiVersion: bailiff/v1',
      'managed: [user:ci@example.com]',
      'rules:',
      '  default-service-account:',
      '    mode: remediate',
      '    action: {create: {roles: []}}',
    ].join('\n');
    const policy = examplePolicy(text);
    const ci = { kind: 'user', email: 'ci@example.com' } as const;
    expect(decided(liveSubject(), { policy })).toMatchObject([['remediate', expect.anything()]]);
    expect(decided(liveSubject(), { policy, principal: ci })).toMatchObject([
      ['remediate', expect.anything()],
    ]);
    expect(
      decided(liveSubject({ lastModifier: undefined }), { policy, principal: ci }),
    ).toMatchObject([['ticket', expect.stringContaining('user:ci@example.com')]]);
    expect(decided(liveSubject({ lastModifier: 'ci@example.com' }), { policy })).toMatchObject([
      ['ticket', expect.stringContaining('user:ci@example.com')],
    ]);
  });

  test('exempts a live job by who changed it last, whatever principal the event names', () => {
    const policy = examplePolicy(
      [
        'apiVersion: bailiff/v1',
        'rules:',
        '  default-service-account:',
        '    mode: ticket',
        'exemptions:',
        '  - id: EX-1',
        '    rule: default-service-account',
        '    when: finding.principal == "ci@example.com"',
        '    reason: The pipeline is being moved to accounts of its own.',
        '    owner: user:dev@example.com',
        '    approvedBy: user:admin@example.com',
        '    expires: 2099-12-31',
      ].join('\n'),
    );
    const mode = (lastModifier: string | undefined, email: string) =>
      judge(liveSubject({ lastModifier }), {
        ...context,
        policy,
        principal: { kind: 'user', email },
      })[0]?.decision.mode;
    expect(mode('dev@example.com', 'ci@example.com')).toBe('ticket');
    expect(mode('ci@example.com', 'dev@example.com')).toBe('observe');
    expect(mode(undefined, 'ci@example.com')).toBe('observe');
  });

  test('lets conditions ask for labels, ancestors, the principal and occurrences', () => {
    const policy = (when: string) =>
      examplePolicy(
        `apiVersion: bailiff/v1\nrules:\n  default-service-account:\n    mode: observe\n    overrides:\n      - name: asked\n        when: '${when}'\n        mode: ticket\n`,
      );
    const subject = liveSubject({ labels: { team: 'x' } });
    const mode = (when: string, occurrences = 1) =>
      judge(subject, { ...context, policy: policy(when), occurrences })[0]?.decision.mode;
    expect(mode('finding.resource.labels["team"] == "x"')).toBe('ticket');
    expect(mode('"folders/200000000001" in finding.resource.ancestors')).toBe('ticket');
    expect(mode('finding.principal == "dev@example.com"')).toBe('ticket');
    expect(mode('finding.occurrences > 2', 2)).toBe('observe');
    expect(mode('finding.occurrences > 2', 3)).toBe('ticket');
  });
});

describe('judging with a policy that says where tickets go', () => {
  const policy = policyOf(
    `apiVersion: bailiff/v1
tickets:
  owner: { jobLabel: owner, projectLabel: team }
  routes:
    - { name: bad, when: finding.severity == "high" && finding.owner == "data", to: [soc] }
  otherwise: [itsm]
`,
    { channels: ['soc', 'itsm'] },
  );
  const told = (subject: Subject) =>
    judge(subject, { ...context, policy }).map(({ decision: { telling } }) => telling);
  const { project } = liveSubject();

  test('takes the owner from the job, else from its project', () => {
    const labelled = { project: { ...project, labels: { team: 'data' } } };
    expect(told(liveSubject({}, labelled))).toMatchObject([{ channels: ['soc'], owner: 'data' }]);
    expect(told(liveSubject({ labels: { owner: 'web' } }, labelled))).toMatchObject([
      { channels: ['itsm'], owner: 'web' },
    ]);
    expect(told(liveSubject())).toEqual([
      { channels: ['itsm'], because: 'No route matches, and the policy then tells itsm.' },
    ]);
  });

  test('knows a denied deploy for mild, and its owner by the project alone', () => {
    const denied = attemptedSubject({ project: { ...project, labels: { team: 'data' } } });
    expect(told(denied)[0]).toMatchObject({ channels: ['itsm'], owner: 'data' });
  });

  test('says the severity by what the account can do', () => {
    const mild = { accountRoles: [], project: { ...project, labels: { team: 'data' } } };
    expect(told(liveSubject({}, mild))).toMatchObject([{ channels: ['itsm'] }]);
  });
});
