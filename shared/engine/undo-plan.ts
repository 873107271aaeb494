import { accountEmail } from '../domain/account-email.ts';
import type { FindingId } from '../domain/finding.ts';
import type { Plan, Step } from '../domain/plan.ts';
import { concerns } from '../ledger/concerns.ts';
import type { JournalStep, Remediation } from '../ledger/journal.ts';
import { CONSTRAINT } from './diagnosis/mending.ts';
import { unsureSteps } from './unsure-steps.ts';

/** What undoing a remediation comes to, by its journal alone. */
export interface UndoPlan {
  /** The steps that wrote something, the last one first; each of them is to be taken back. */
  readonly plan: Plan;
  /** What that does, a sentence for each step. */
  readonly does: readonly string[];
  /** What stays as it is, and what a person can do about it: sentences. */
  readonly stays: readonly string[];
}

export type Undoable =
  | { readonly kind: 'undoable'; readonly remediation: Remediation; readonly undo: UndoPlan }
  | { readonly kind: 'nothing'; readonly because: string };

/** The newest remediation that left something changed for the finding; `past` is newest first. */
export function undoableOf(finding: string, past: readonly Remediation[]): Undoable {
  const last = past.find((one) => concerns(one, finding) && leftChanged(one));
  if (last === undefined) return nothing('Bailiff has changed nothing for this finding.');
  const undone = past.some(
    ({ plan, outcome }) => plan?.undoes === last.decision && outcome?.kind === 'undone',
  );
  if (undone) return nothing('What Bailiff changed for this finding was undone already.');
  const undo = undoPlanOf(last);
  if (undo !== undefined) return { kind: 'undoable', remediation: last, undo };
  const unsure = unsureSteps(last);
  return nothing(
    unsure.length > 0
      ? unsure.join(' ')
      : 'Bailiff wrote nothing for this finding: others had done it before.',
  );
}

/** `undefined` when the remediation has written nothing that could be taken back. */
export function undoPlanOf({ decision, finding, plan, steps }: Remediation): UndoPlan | undefined {
  const written = (plan?.steps ?? []).flatMap((step, index) => {
    const entry = steps.find((one) => one.index === index);
    return entry !== undefined && wrote(step, entry) ? [step] : [];
  });
  const back = written.filter(({ kind }) => kind !== 'create-account').toReversed();
  if (plan === undefined || back.length === 0) return undefined;
  const { together, deployedBy } = plan;
  return {
    plan: {
      ...{ steps: back, notes: [], undoes: decision },
      // The undo is started for whichever of them an approver names.
      together: [finding as FindingId, ...(together ?? [])],
      ...(deployedBy === undefined ? {} : { deployedBy }),
    },
    does: back.map(taken),
    stays: [...written.toReversed().flatMap(staysOf), ...unsureSteps({ plan, steps })],
  };
}

export function lienStays(project: string): string {
  return `The lien that Google put on ${project} stays: Bailiff cannot remove it.`;
}

/** One that failed may have left its grants, which is journalled behind its steps. */
function leftChanged({ plan, steps, outcome }: Remediation): boolean {
  if (outcome?.kind === 'remediated') return true;
  const behind = steps.find(({ index }) => index === plan?.steps.length);
  return outcome?.kind === 'failed' && behind?.before?.['stays'] === true;
}

function wrote({ kind }: Step, { before, after }: JournalStep): boolean {
  if (after === undefined) return false;
  if (kind === 'verify-access') return false;
  if (kind === 'assign-service-account' || kind === 'create-account')
    return before?.['present'] !== true;
  return after['added'] === true;
}

function taken(step: Step): string {
  switch (step.kind) {
    case 'assign-service-account':
      return `Move the job from ${step.to} back to ${step.from || 'its default account'}, if nobody has changed it since.`;
    case 'grant-act-as':
      return `Take roles/iam.serviceAccountUser on ${step.account} from ${step.member} again, if it is still there.`;
    case 'grant-token-creator':
      return `Take roles/iam.serviceAccountTokenCreator on ${step.account} from ${step.member} again, if it is still there.`;
    case 'grant-project-role':
      return `Take ${step.role} on project ${step.project} from ${step.member} again, if it is still there.`;
    case 'allow-cross-project-use':
      return `Set ${CONSTRAINT} in ${step.project} to what it was before, if nobody has changed it since.`;
    case 'create-account':
    case 'verify-access':
      return '';
  }
}

function staysOf(step: Step): readonly string[] {
  switch (step.kind) {
    case 'create-account':
      return [
        `The service account ${accountEmail(step.accountId, step.project)} stays: delete it if nobody needs it.`,
      ];
    case 'allow-cross-project-use':
      return [lienStays(step.project)];
    default:
      return [];
  }
}

function nothing(because: string): Undoable {
  return { kind: 'nothing', because };
}
