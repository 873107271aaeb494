import { describe, expect, it } from 'vitest';
import { nextTicket } from '../../../../functions/notify/next-ticket.ts';
import type { Finding } from '../../../../shared/domain/finding.ts';
import { RULES } from '../../../../shared/rules/registry.ts';
import { attemptedSubject } from '../../../fixtures/attempted-subject.ts';
import { crossProjectDiagnosis } from '../../../fixtures/diagnosis.ts';
import { someFinding } from '../../../fixtures/finding.ts';
import { someProposal } from '../../../fixtures/proposal.ts';
import { deniedFinding } from '../account-use-finding.ts';
import { diagnosed, LACKING, RUNTIME, UNREAD } from '../golden-diagnosis.ts';
import { deniedUse } from '../golden-findings.ts';

const AT = '2026-11-22T10:00:05Z';
const LATER = '2026-11-22T12:00:00Z';

/** What evaluate finds of a deploy under an account that is not there, by somebody who may not read it. */
function notThere(changes: Partial<Finding> = {}): readonly Finding[] {
  const diagnosis = crossProjectDiagnosis(
    { 'account-usable': 'missing', 'act-as': 'unknown', 'token-minting': 'unknown' },
    {
      account: {
        email: 'batch-runtime@identity-prod.iam.gserviceaccount.com',
        project: 'identity-prod',
        uniqueId: undefined,
        state: 'missing',
      },
    },
  );
  const told = [{ at: AT, what: 'Decided ticket: the account is not there, which nothing mends.' }];
  const because = ['The rule says remediate.', 'service-account-unusable holds it at observe.'];
  return [
    deniedFinding('service-account-unusable', {
      ...changes,
      diagnosis,
      withheld: true,
      mode: 'observe',
      state: 'open',
    }),
    ...['missing-token-creator', 'missing-act-as'].map((rule) =>
      deniedFinding(rule, {
        history: told,
        decision: { ...deniedFinding(rule).decision, because },
        ...changes,
        diagnosis,
        withheld: true,
      }),
    ),
  ];
}

/** The same of an account that is there, without either binding. */
function notAllowed(changes: Partial<Finding> = {}): readonly Finding[] {
  const diagnosis = crossProjectDiagnosis(
    { 'act-as': 'missing', 'token-minting': 'missing' },
    { unread: ['Whether a group holds it may not be read.'] },
  );
  return ['missing-act-as', 'missing-token-creator'].map((rule) =>
    deniedFinding(rule, { ...changes, diagnosis, withheld: true }),
  );
}

/** What all rules find of a subject; what a rule caps at observe is observed. */
function foundOf(subject: ReturnType<typeof attemptedSubject>): readonly Finding[] {
  return RULES.flatMap((rule) => {
    const violation = rule.check(subject);
    if (violation === undefined) return [];
    const mode = rule.cap(subject)?.mode ?? 'ticket';
    return [someFinding({ ...violation, mode, fix: rule.fix(violation, subject) })];
  });
}

describe('what a deployer is told who may not read the account', () => {
  it('is Google’s denial, what to ask for, and how to do without', () => {
    const ticket = nextTicket(undefined, notThere(), AT);
    expect(ticket?.rules).toEqual(['missing-act-as', 'missing-token-creator']);
    for (const part of [
      `Google says: "Permission 'iam.serviceaccounts.actAs' denied on service account batch-runtime@identity-prod.iam.gserviceaccount.com (or it may not exist)." It says so of an account that a deployer may not use, and of one that does not exist. dev@example.com may not read the account, so this ticket tells no more of it.`,
      '         needed   dev@example.com may act as it (roles/iam.serviceAccountUser)',
      'What the deploy lacks, if there is such an account:',
      'Bailiff granted nothing. It does only where the policy trusts the project with the account and the deployer with acting as it, and where the deploy then works.',
      'binding batch-runtime@identity-prod.iam.gserviceaccount.com --member=user:dev@example.com --role=roles/iam.serviceAccountUser --condition=None --project=identity-prod',
      'resource "google_service_account_iam_member" "act_as_batch_runtime_dev" {',
      'gcloud iam service-accounts create cp-runner --project=payments-prod',
    ])
      expect(ticket?.body).toContain(part);
    expect(ticket?.body).not.toMatch(
      /is not there|(?:missing|unknown|holds) {2}|Decided|The rule says/,
    );
  });

  it('links to the log of the job’s own project, and to no other', () => {
    const [timestamp, insertId] = ['2026-11-22T10:00:00Z', '1a2b'];
    const bodies = ['payments-prod', 'identity-prod'].map((project) => {
      const logName = `projects/${project}/logs/cloudaudit.googleapis.com%2Factivity`;
      const findings = notAllowed({ source: { logName, timestamp, insertId } });
      return nextTicket(undefined, findings, AT)?.body;
    });
    expect(bodies[0]).toContain('https://console.cloud.google.com/logs/query;query=');
    expect(bodies[1]).not.toContain('https://');
  });

  it('does not tell an account that is not there from one that he may not use', () => {
    expect(nextTicket(undefined, notThere(), AT)).toEqual(nextTicket(undefined, notAllowed(), AT));
  });

  it('is the same for both as the rules find them', () => {
    const [diagnosis] = notThere().flatMap(({ evidence }) =>
      evidence.kind === 'account-use' ? [evidence.diagnosis] : [],
    );
    const gone = foundOf(attemptedSubject({ diagnosis }));
    expect(gone).toHaveLength(3);
    expect(nextTicket(undefined, gone, AT)).toEqual(
      nextTicket(undefined, foundOf(attemptedSubject()), AT),
    );
  });

  it('is the same for both as they are diagnosed, with all that mends an account that is not there', () => {
    const withheld = { deployerMayRead: false };
    const [gone, there] = [
      diagnosed(RUNTIME, { state: 'missing', actAs: UNREAD, minting: UNREAD }),
      diagnosed(RUNTIME, { actAs: LACKING, minting: LACKING }),
    ].map((diagnosis) => nextTicket(undefined, deniedUse(diagnosis, {}, withheld), AT));
    expect(gone?.body).toContain('needed   dev@example.com may act as it');
    expect(gone).toEqual(there);
  });

  it.each([
    ['seen again', { occurrences: 2, lastSeen: '2026-11-22T11:59:00Z' }],
    ['settled by somebody else', { state: 'resolved', ticket: 'BAILIFF-1' }],
    ['exempt', { state: 'exempt', ticket: 'BAILIFF-1' }],
    [
      'waiting with a plan',
      { state: 'awaiting-approval', mode: 'approve', proposal: someProposal() },
    ],
    ['failed', { state: 'failed', lastSeen: '2026-11-22T11:59:00Z' }],
    ['held', { state: 'held', lastSeen: '2026-11-22T11:59:00Z' }],
    ['waiting for an approver', { state: 'awaiting-approval', mode: 'approve' }],
  ] as const)('does not do so either when it is %s, nor in a comment', (_case, changes) => {
    const [missing, there] = [notThere, notAllowed].map((findings) =>
      nextTicket(nextTicket(undefined, findings(), AT), findings(changes), LATER),
    );
    expect(missing).toBeDefined();
    expect(missing).toEqual(there);
  });

  it('is who granted what, once Bailiff has mended it', () => {
    const what =
      'Mended: dev@example.com can deploy jobs of payments-prod as batch-runtime@identity-prod.iam.gserviceaccount.com.';
    const findings = notAllowed({
      state: 'remediated',
      mode: 'remediate',
      history: [{ at: AT, what }],
    });
    const ticket = nextTicket(undefined, findings, AT);
    const parts = ticket?.body.split('\n\n') ?? [];
    expect(parts[4]).toMatch(/^What the deploy lacked:\n {2}Service Account User/);
    expect(parts.slice(5, 7)).toEqual([
      `What Bailiff did:\n  ${what}`,
      'Deploy the job again, as before. A grant works within two minutes as a rule, and can take seven or more.',
    ]);
    expect(ticket?.comments).toEqual([{ at: AT, text: `Closed: ${what}` }]);
  });

  it('names by number the project of a default account, as its address does, and proposes no access to it', () => {
    const email = '310000000002-compute@developer.gserviceaccount.com';
    const bodies = ['data-dev', undefined].map((project) => {
      const account = { email, project, uniqueId: undefined, state: 'missing' } as const;
      const diagnosis = crossProjectDiagnosis({ 'act-as': 'missing' }, { account });
      const finding = deniedFinding('missing-act-as', { diagnosis, withheld: true });
      return nextTicket(undefined, [finding], AT)?.body;
    });
    expect(bodies[0]).toBe(bodies[1]);
    expect(bodies[0]).toContain(`as ${email} of the project 310000000002.`);
    expect(bodies[0]).not.toContain('data-dev');
    expect(bodies[0]).not.toContain(`add-iam-policy-binding ${email}`);
    expect(bodies[0]).toContain('gcloud iam service-accounts create cp-runner');
  });

  it('has no line for an address that no project of his can hold', () => {
    const account = {
      email: 'service-1@gcp-sa-pubsub.iam.gserviceaccount.com',
      project: undefined,
      uniqueId: undefined,
      state: 'unknown',
    } as const;
    const diagnosis = crossProjectDiagnosis({ 'act-as': 'unknown' }, { account });
    const finding = deniedFinding('missing-act-as', { diagnosis, withheld: true });
    const body = nextTicket(undefined, [finding], AT)?.body;
    expect(body).not.toContain(`binding ${account.email}`);
    expect(body).not.toContain(`serviceAccounts/${account.email}`);
  });
});
