import { describe, expect, it } from 'vitest';
import type { Plan, Step } from '../../../shared/domain/plan.ts';
import { fullResourceName } from '../../../shared/domain/resource.ts';
import { undoableOf, undoPlanOf } from '../../../shared/engine/undo-plan.ts';
import type { JournalStep, Remediation } from '../../../shared/ledger/journal.ts';

const JOB = { kind: 'job', project: 'payments-prod', location: 'us-central1', name: 'n' } as const;
const ACCOUNT = 'nightly-1@payments-prod.iam.gserviceaccount.com';
const MEMBER = 'user:dev@example.com';
const CONSTRAINT = 'iam.disableCrossProjectServiceAccountUsage';
const make: Step = {
  ...{ kind: 'create-account', project: 'payments-prod', accountId: 'nightly-1' },
  ...{ displayName: 'n', nonce: 'secret' },
};
const role: Step = {
  ...{ kind: 'grant-project-role', project: 'payments-prod', role: 'roles/logging.logWriter' },
  member: `serviceAccount:${ACCOUNT}`,
};
const actAs: Step = { kind: 'grant-act-as', account: ACCOUNT, member: MEMBER };
const mint: Step = { kind: 'grant-token-creator', account: ACCOUNT, member: MEMBER };
const lift: Step = { kind: 'allow-cross-project-use', project: 'identity-prod' };
const check: Step = {
  ...{ kind: 'verify-access', project: { id: 'payments-prod', number: '1' }, account: ACCOUNT },
  deployer: undefined,
};
const move: Step = {
  ...{ kind: 'assign-service-account', job: JOB, uid: 'u', from: '', to: ACCOUNT },
};
const LIEN = 'The lien that Google put on identity-prod stays: Bailiff cannot remove it.';

/** A remediation whose steps all ended so. */
function remediation(
  steps: readonly (readonly [step: Step, after: JournalStep['after']])[],
  changes: Partial<Remediation> = {},
): Remediation {
  const at = '2026-03-01T10:00:00Z';
  return {
    ...{ decision: 'd', finding: 'lead', resource: fullResourceName(JOB), started: at },
    plan: { steps: steps.map(([step]) => step), notes: [], deployedBy: ['dev@example.com'] },
    steps: steps.map(([{ kind }, after], index) => ({
      ...{ index, kind, before: {}, after, began: at },
      ended: after && at,
    })),
    outcome: { kind: 'remediated', because: '', wayBack: [] },
    ...changes,
  };
}
const DOUBT = `${MEMBER} holds roles/iam.serviceAccountUser on ${ACCOUNT}, and whether Bailiff or somebody else granted it is not known, since the answer to Bailiff's own write was lost: Bailiff does not take it back. \`gcloud iam service-accounts remove-iam-policy-binding ${ACCOUNT} --member=${MEMBER} --role=roles/iam.serviceAccountUser --condition=None --project=payments-prod\` takes it away.`;
const ADDED = { added: true };
const moved = remediation([
  [make, { email: ACCOUNT }],
  [role, ADDED],
  [actAs, ADDED],
  [move, { generation: 2 }],
]);

describe('what an undo takes back', () => {
  it('is all that was written, the last first, and of a made account only what it was given', () => {
    expect(undoPlanOf(moved)).toEqual({
      plan: {
        ...{ steps: [move, actAs, role], notes: [], undoes: 'd' },
        ...{ together: ['lead'], deployedBy: ['dev@example.com'] },
      },
      does: [
        `Move the job from ${ACCOUNT} back to its default account, if nobody has changed it since.`,
        `Take roles/iam.serviceAccountUser on ${ACCOUNT} from ${MEMBER} again, if it is still there.`,
        `Take roles/logging.logWriter on project payments-prod from serviceAccount:${ACCOUNT} again, if it is still there.`,
      ],
      stays: [`The service account ${ACCOUNT} stays: delete it if nobody needs it.`],
    });
    expect(JSON.stringify(undoPlanOf(moved))).not.toContain('secret');
  });

  it('leaves a grant of which nobody can tell who made it, and says how it is taken away', () => {
    const unsure = remediation([
      [mint, ADDED],
      [actAs, { added: false, unsure: true }],
    ]);
    expect(undoPlanOf(unsure)?.plan.steps).toEqual([mint]);
    expect(undoPlanOf(unsure)?.stays).toEqual([DOUBT]);
  });

  it('leaves a constraint lifted of which nobody can tell who lifted it, and says how it is enforced', () => {
    const unsure = remediation([
      [mint, ADDED],
      [lift, { added: false, unsure: true, wasSet: false }],
    ]);
    expect(undoPlanOf(unsure)?.plan.steps).toEqual([mint]);
    expect(undoPlanOf(unsure)?.stays).toEqual([
      `${CONSTRAINT} is lifted in identity-prod, and whether Bailiff or somebody else lifted it is not known, since the answer to Bailiff's own write was lost: Bailiff does not enforce it again. \`gcloud resource-manager org-policies delete ${CONSTRAINT} --project=identity-prod\` does.`,
    ]);
  });

  it('names the lien where a constraint was lifted', () => {
    const granted = remediation([
      [mint, ADDED],
      [lift, ADDED],
      [check, {}],
    ]);
    expect(undoPlanOf(granted)).toMatchObject({
      plan: { steps: [lift, mint] },
      does: [
        `Set ${CONSTRAINT} in identity-prod to what it was before, if nobody has changed it since.`,
        `Take roles/iam.serviceAccountTokenCreator on ${ACCOUNT} from ${MEMBER} again, if it is still there.`,
      ],
      stays: [LIEN],
    });
  });

  it('leaves out what was there before, and what was never ended', () => {
    const granted = remediation([
      [actAs, { added: false }],
      [mint, ADDED],
      [lift, undefined],
    ]);
    expect(undoPlanOf(granted)).toMatchObject({ plan: { steps: [mint] }, stays: [] });
    expect(undoPlanOf(remediation([[actAs, { added: false }]]))).toBeUndefined();
  });
});

describe('what can be undone for a finding', () => {
  const nothing = (because: string) => ({ kind: 'nothing', because });
  const undoes: Plan = { steps: [move], notes: [], undoes: 'd' };
  const undo = remediation([], {
    ...{ decision: 'lead@undo.1', plan: undoes, outcome: { kind: 'undone', because: '' } },
  });

  it.each([
    ['it was made for', 'lead'],
    ['it mended together with that', 'sibling'],
  ])('is the newest remediation, for the finding that %s', (_, id) => {
    const plan: Plan = {
      ...moved.plan,
      steps: moved.plan?.steps ?? [],
      notes: [],
      together: ['sibling' as never],
    };
    const older = { ...moved, decision: 'older' };
    const found = undoableOf(id, [{ ...moved, plan }, older]);
    expect(found).toMatchObject({ kind: 'undoable', remediation: { decision: 'd' } });
  });

  it('is one that failed and left its grants', () => {
    const failed = remediation([[mint, ADDED]]);
    const end: JournalStep = {
      ...{ index: 1, kind: 'grant-token-creator', before: { outcome: 'failed', stays: true } },
      ...{ after: {}, began: failed.started, ended: failed.started },
    };
    const outcome = { kind: 'failed', retryable: false, because: '' } as const;
    const left = { ...failed, outcome, steps: [...failed.steps, end] };
    expect(undoableOf('lead', [left]).kind).toBe('undoable');
    expect(undoableOf('lead', [{ ...failed, outcome }])).toEqual(
      nothing('Bailiff has changed nothing for this finding.'),
    );
  });

  it.each([
    ['none was ever made', [], 'Bailiff has changed nothing for this finding.'],
    [
      'it was another’s',
      [{ ...moved, finding: 'other' }],
      'Bailiff has changed nothing for this finding.',
    ],
    [
      'it was skipped',
      [{ ...moved, outcome: { kind: 'skipped', because: '' } }],
      'Bailiff has changed nothing for this finding.',
    ],
    [
      'it was undone, even where an older one was not',
      [undo, moved, { ...moved, decision: 'older' }],
      'What Bailiff changed for this finding was undone already.',
    ],
    [
      'nobody can tell whether it was Bailiff',
      [remediation([[actAs, { added: false, unsure: true }]])],
      DOUBT,
    ],
    [
      'others had done it before',
      [remediation([[actAs, { added: false }]])],
      'Bailiff wrote nothing for this finding: others had done it before.',
    ],
  ] as const)('is nothing where %s', (_, past, because) => {
    expect(undoableOf('lead', past)).toEqual(nothing(because));
  });

  it('is the same again after an undo that was refused', () => {
    const refused: Remediation = { ...undo, outcome: { kind: 'skipped', because: '' } };
    expect(undoableOf('lead', [refused, moved]).kind).toBe('undoable');
  });
});
