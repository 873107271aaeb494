import { parseServiceAccount } from '../../../shared/domain/service-account.ts';
import { accountAddress } from './account-address.ts';
import type { AuditEntry, LoggedJob } from './log-entry.ts';
import { refusedAccount } from './refused-account.ts';

/** What an entry says of a job's account; see `Change` for what the two members promise. */
interface NamedAccount {
  readonly serviceAccount: string | undefined;
  readonly impliesDefault: boolean;
}

/**
 * The account by the request, else by the answer, which names the default account when the request named none. Of a
 * denied call it is the one that Google refused, where its words agree: an update is checked against the account that
 * the job has, too. That a request names none is proof of nothing unless its task template is there and whole.
 */
export function namedAccount({ audit, whole }: AuditEntry, denied = false): NamedAccount {
  const asked = taskOf(audit.request?.job);
  const wanted = mentioned(asked);
  const impliesDefault = whole && asked !== undefined && wanted === undefined;
  const refused = denied ? refusedAccount(audit) : undefined;
  if (refused !== undefined && !(impliesDefault && isComputeEngineDefault(refused)))
    return { serviceAccount: refused, impliesDefault: false };
  const serviceAccount =
    accountAddress(wanted) ?? accountAddress(mentioned(taskOf(audit.response)));
  return { serviceAccount, impliesDefault };
}

function taskOf(job: LoggedJob | undefined) {
  return job?.spec?.template?.spec?.template?.spec ?? job?.template?.template;
}

function mentioned(task: ReturnType<typeof taskOf>): unknown {
  return Object.values(task ?? {}).find(
    (value) => value !== undefined && value !== null && value !== '',
  );
}

function isComputeEngineDefault(email: string): boolean {
  return parseServiceAccount(email).kind === 'compute-engine-default';
}
