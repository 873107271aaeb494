import { parseServiceAccount } from '../../../shared/domain/service-account.ts';
import type { AuditEntry, LoggedJob } from './log-entry.ts';

/** What an entry says of a job's account; see `Change` for what the two members promise. */
interface NamedAccount {
  readonly serviceAccount: string | undefined;
  readonly impliesDefault: boolean;
}

const ADDRESS = /^[a-z0-9][a-z0-9.:-]*@(?:[a-z0-9-]+\.)+gserviceaccount\.com$/;
const LONGEST = 512;

/**
 * The account by the request, else by the answer, which names the default account when the request named none.
 * That a request names none is proof of nothing unless its task template is there and whole.
 */
export function namedAccount({ audit, whole }: AuditEntry): NamedAccount {
  const asked = taskOf(audit.request?.job);
  const wanted = mentioned(asked);
  return {
    serviceAccount: address(wanted) ?? address(mentioned(taskOf(audit.response))),
    impliesDefault: whole && asked !== undefined && wanted === undefined,
  };
}

function taskOf(job: LoggedJob | undefined) {
  return job?.spec?.template?.spec?.template?.spec ?? job?.template?.template;
}

function mentioned(task: ReturnType<typeof taskOf>): unknown {
  return Object.values(task ?? {}).find(
    (value) => value !== undefined && value !== null && value !== '',
  );
}

function address(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > LONGEST) return undefined;
  const account = parseServiceAccount(value);
  return account.kind !== 'malformed' && ADDRESS.test(account.email) ? account.email : undefined;
}
