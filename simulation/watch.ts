import type { JobRecord } from '../sandbox/apis/run/job-record.ts';
import type { Organization } from '../sandbox/organization/state.ts';
import type { IamPolicy } from '../shared/domain/iam-policy.ts';
import type { Remediation } from '../shared/ledger/journal.ts';
import type { Ledger } from '../shared/ledger/ledger.ts';
import { kindOf } from './call-kinds.ts';
import type { Send } from './local-apis.ts';

interface Written<Kind, State> {
  readonly kind: Kind;
  /** As targetOf names it: a job's full name, an account's address, or `projects/ID`. */
  readonly target: string;
  readonly before: State | undefined;
  readonly after: State | undefined;
}

/** What one call changed, and how it stood right before, whatever the caller believed. */
export type Change =
  | Written<'job', JobRecord['body']>
  | Written<'policy', IamPolicy>
  | Written<'account', { readonly email: string; readonly description: string }>
  | Written<'constraint', boolean>;

/** A write by one of Bailiff's identities. */
export type OwnWrite = Change & {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Who made it, e.g. `remediate#3 m12`. */
  readonly by: string;
  /** When that one began. */
  readonly since: number;
  /** What that one asked last and was refused. */
  readonly unread: readonly string[];
  readonly principal: string;
  /** Remediations that have begun and not ended, whose plan writes to the target. */
  readonly journal: readonly Remediation[];
};

interface Watched {
  readonly organization: Organization;
  readonly ledger: Ledger;
  /** Principals whose writes are watched. */
  readonly own: ReadonlySet<string>;
}

/** The same APIs; `see` is told of each write by an identity of Bailiff's as soon as it took effect. */
export function watched(send: Send, { organization, ledger, own }: Watched, see: (write: OwnWrite) => void): Send {
  return async (request) => {
    const { principal, method, url } = request;
    if (!own.has(principal) || kindOf(method, url) !== 'write') return send(request);
    const before = stateOf(organization);
    const response = await send(request);
    for (const change of changesSince(before, organization)) {
      const all = await ledger.remediationsOn(change.target);
      see({
        ...change,
        at: organization.now(),
        by: request.by?.name ?? 'nobody',
        since: request.by?.since ?? organization.now(),
        unread: [...(request.by?.unread ?? [])],
        principal,
        journal: all.filter(({ outcome }) => outcome === undefined),
      });
    }
    return response;
  };
}

function stateOf({ jobs, policies, accounts, constraints }: Organization) {
  return {
    jobs: new Map([...jobs].map(([name, { body }]) => [name, body])),
    policies: new Map([...policies].map(([name, versions]) => [name, versions.at(-1)?.policy])),
    accounts: new Set(accounts.keys()),
    constraints: flat(constraints),
  };
}

function flat(constraints: Organization['constraints']): ReadonlyMap<string, boolean> {
  return new Map(
    [...constraints].flatMap(([place, set]) => [...set].map(([id, on]) => [`${place} ${id}`, on] as const)),
  );
}

function changesSince(before: ReturnType<typeof stateOf>, organization: Organization): readonly Change[] {
  const now = stateOf(organization);
  const changes: Change[] = [];
  for (const [name, body] of now.jobs)
    if (before.jobs.get(name) !== body)
      changes.push({ kind: 'job', target: `//run.googleapis.com/${name}`, before: before.jobs.get(name), after: body });
  for (const id of now.accounts) {
    const made = organization.accounts.get(id);
    if (made !== undefined && !before.accounts.has(id))
      changes.push({ kind: 'account', target: made.email, before: undefined, after: { ...made } });
  }
  for (const [name, policy] of now.policies) {
    const made = before.accounts.has(name.replace('serviceAccounts/', '')) || !name.startsWith('serviceAccounts/');
    if (before.policies.get(name) !== policy && made)
      changes.push({ kind: 'policy', target: nameOf(name, organization), before: before.policies.get(name), after: policy });
  }
  for (const [key, on] of now.constraints)
    if (before.constraints.get(key) !== on)
      changes.push({ kind: 'constraint', target: key.split(' ')[0] ?? key, before: before.constraints.get(key), after: on });
  return changes;
}

/** Policies of accounts are kept by their unique id. */
function nameOf(key: string, { accounts }: Organization): string {
  return accounts.get(key.replace('serviceAccounts/', ''))?.email ?? key;
}
