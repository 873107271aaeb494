import { accountEmail } from '../../../shared/domain/account-email.ts';
import { fullResourceName } from '../../../shared/domain/resource.ts';
import type { Remediation } from '../../../shared/ledger/journal.ts';
import type { Ledger, OwnAccount } from '../../../shared/ledger/ledger.ts';
import { ATTEMPTS, accountId } from './account-id.ts';
import type { Task } from './action.ts';

export interface DedicatedAccountPorts {
  readonly accounts: {
    get(
      email: string,
    ): Promise<
      | { readonly uniqueId: string; readonly description: string; readonly disabled: boolean }
      | undefined
    >;
    /** Accounts in the project, counted no further than `atMost`. */
    count(project: string, atMost: number): Promise<number>;
  };
  readonly ledger: Pick<Ledger, 'accountOf' | 'remediationsOf'>;
  /** Unguessable, and another one each time. */
  nonce(): string;
}

export type DedicatedAccount =
  /** It has served this very job before. */
  | { readonly kind: 'own'; readonly email: string }
  /** To be made, or half made by a remediation that did not get to its end. */
  | {
      readonly kind: 'make';
      readonly email: string;
      readonly accountId: string;
      readonly nonce: string;
    }
  | { readonly kind: 'hold'; readonly because: string };

const QUOTA_SHARE = 0.8;

/**
 * The account made for this very job (project, location, name, uid), or the one to make. It is known as Bailiff's own
 * by the unique id in the ledger, or by a journalled nonce in its description; its name proves nothing.
 */
export async function dedicatedAccount(
  task: Task,
  ports: DedicatedAccountPorts,
): Promise<DedicatedAccount> {
  const { resource, job } = task.subject;
  const name = fullResourceName(resource);
  const known = await ports.ledger.accountOf(name, job.uid);
  const past = (await ports.ledger.remediationsOf(name)).filter((one) => isFor(one, job.uid));
  if (known !== undefined) {
    const live = await ports.accounts.get(known.email);
    if (live?.uniqueId === known.uniqueId)
      return live.disabled ? disabled(known.email) : remembered(known, past);
  }
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const id = accountId(resource, job.uid, attempt);
    const email = accountEmail(id, resource.project);
    const live = await ports.accounts.get(email);
    if (live === undefined) return fresh(task, ports, { email, accountId: id });
    // The remembered account was seen above to be gone, so its nonce here is a copy, and so is that of any before it.
    const nonce = noncesOf(past, id).find(
      (one) => one !== known?.nonce && live.description.includes(one),
    );
    if (nonce === undefined) continue;
    return live.disabled ? disabled(email) : { kind: 'make', email, accountId: id, nonce };
  }
  const because = `The ${ATTEMPTS} account ids that fit this job are taken by accounts that Bailiff did not make; delete those that nobody needs, or name an account under existing in the policy.`;
  return { kind: 'hold', because };
}

async function fresh(
  { subject, deployment }: Task,
  ports: DedicatedAccountPorts,
  account: { readonly email: string; readonly accountId: string },
): Promise<DedicatedAccount> {
  const { project } = subject.resource;
  const most = Math.ceil(deployment.serviceAccountQuota * QUOTA_SHARE);
  const count = await ports.accounts.count(project, most);
  if (count < most) return { kind: 'make', ...account, nonce: ports.nonce() };
  const because = `Project ${project} has ${count} or more of its ${deployment.serviceAccountQuota} service accounts; from 80 % on Bailiff makes none. Delete unused accounts or raise the quota.`;
  return { kind: 'hold', because };
}

function remembered(known: OwnAccount, past: readonly Remediation[]): DedicatedAccount {
  const { email, nonce } = known;
  // One whose remediation failed or was undone was left without roles, so it is furnished again like a new one.
  const undone = past.flatMap(({ plan, outcome }) =>
    outcome?.kind === 'undone' ? plan?.undoes : [],
  );
  const served = past.some(
    ({ decision, plan, outcome }) =>
      outcome?.kind === 'remediated' &&
      !undone.includes(decision) &&
      plan?.steps.some((step) => step.kind === 'assign-service-account' && step.to === email),
  );
  if (served) return { kind: 'own', email };
  return { kind: 'make', email, accountId: email.split('@')[0] ?? email, nonce };
}

function disabled(email: string): DedicatedAccount {
  const because = `The job's dedicated account ${email} was disabled by somebody; enable or delete it.`;
  return { kind: 'hold', because };
}

function isFor({ plan }: Remediation, uid: string): boolean {
  return (
    plan?.steps.some((step) => step.kind === 'assign-service-account' && step.uid === uid) ?? false
  );
}

/** Of accounts of this id that were perhaps made, and never served. */
function noncesOf(past: readonly Remediation[], id: string): readonly string[] {
  return past.flatMap(({ plan, outcome }) =>
    (outcome?.kind === 'remediated' ? [] : (plan?.steps ?? [])).flatMap((step) =>
      step.kind === 'create-account' && step.accountId === id ? [step.nonce] : [],
    ),
  );
}
