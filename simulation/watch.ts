import type { JobRecord } from '../sandbox/apis/run/job-record.ts';
import type { Organization } from '../sandbox/organization/state.ts';
import type { IamPolicy } from '../shared/domain/iam-policy.ts';
import type { Remediation } from '../shared/ledger/journal.ts';
import type { Ledger } from '../shared/ledger/ledger.ts';
import { kindOf } from './call-kinds.ts';
import type { JobLog } from './job-log.ts';
import { callerIn, type Send } from './local-apis.ts';

interface Written<Kind, State> {
  readonly kind: Kind;
  /** As targetOf names it: a job's full name, an account's address, or `projects/ID`. */
  readonly target: string;
  readonly before: State | undefined;
  readonly after: State | undefined;
}

/** What one call changed, and how it stood right before, whatever the caller believed. */
type Change =
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
  /** Of a job: when it was changed last before, and since when it runs as a default account; milliseconds since 1970. */
  readonly changed: number | undefined;
  readonly brokenSince: number | undefined;
  readonly principal: string;
  /** Remediations that have begun and not ended, whose plan writes to the target. */
  readonly journal: readonly Remediation[];
};

interface Watched {
  readonly organization: Organization;
  readonly ledger: Ledger;
  readonly jobs: JobLog;
  /** Principals whose writes are watched. */
  readonly own: ReadonlySet<string>;
}

/** The same APIs; `see` is told of each write by an identity of Bailiff's as soon as it took effect. */
export function watched(
  send: Send,
  { organization, ledger, jobs, own }: Watched,
  see: (write: OwnWrite) => void,
): Send {
  return async (request) => {
    const { method, url } = request;
    const principal = callerIn(request.authorization);
    if (kindOf(method, url) !== 'write') return send(request);
    if (!own.has(principal)) {
      const answered = await send(request);
      jobs.look();
      return answered;
    }
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
        changed: jobs.changed(nameIn(change.target)),
        brokenSince: jobs.brokenSince(nameIn(change.target)),
        principal,
        journal: all.filter(({ outcome }) => outcome === undefined),
      });
    }
    jobs.look();
    return response;
  };
}

function nameIn(target: string): string {
  return target.replace('//run.googleapis.com/', '');
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
    [...constraints].flatMap(([place, set]) =>
      [...set].map(([id, on]) => [`${place} ${id}`, on] as const),
    ),
  );
}

type State = ReturnType<typeof stateOf>;

function changesSince(before: State, organization: Organization): readonly Change[] {
  const now = stateOf(organization);
  return [
    ...jobsSince(before, now),
    ...accountsSince(before, organization),
    ...policiesSince(before, now, organization),
    ...constraintsSince(before, now),
  ];
}

function jobsSince(before: State, now: State): readonly Change[] {
  return [...now.jobs]
    .filter(([name, body]) => before.jobs.get(name) !== body)
    .map(([name, after]) => {
      const target = `//run.googleapis.com/${name}`;
      return { kind: 'job', target, before: before.jobs.get(name), after };
    });
}

function accountsSince(before: State, { accounts }: Organization): readonly Change[] {
  return [...accounts]
    .filter(([id]) => !before.accounts.has(id))
    .map(([, { email, description }]) => {
      const after = { email, description };
      return { kind: 'account', target: email, before: undefined, after };
    });
}

/** Those of new accounts are made with them. */
function policiesSince(before: State, now: State, organization: Organization): readonly Change[] {
  return [...now.policies]
    .filter(([name, policy]) => before.policies.has(name) && before.policies.get(name) !== policy)
    .map(([name, after]) => {
      const target = nameOf(name, organization);
      return { kind: 'policy', target, before: before.policies.get(name), after };
    });
}

function constraintsSince(before: State, now: State): readonly Change[] {
  return [...now.constraints]
    .filter(([key, on]) => before.constraints.get(key) !== on)
    .map(([key, after]) => {
      const target = key.split(' ')[0] ?? key;
      return { kind: 'constraint', target, before: before.constraints.get(key), after };
    });
}

/** Policies of accounts are kept by their unique id. */
function nameOf(key: string, { accounts }: Organization): string {
  return accounts.get(key.replace('serviceAccounts/', ''))?.email ?? key;
}
