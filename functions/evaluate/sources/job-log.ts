import type { Change, Reading } from '../../../shared/domain/change.ts';
import { callResult } from './call-result.ts';
import { caller } from './caller.ts';
import { ignored } from './ignored.ts';
import { locateJob } from './locate-job.ts';
import type { AuditEntry } from './log-entry.ts';
import { madeVersion } from './made-version.ts';
import { readMethod } from './methods.ts';
import { namedAccount } from './named-account.ts';
import { printable } from './printable.ts';
import type { Happening } from './source.ts';
import { isValidateOnly } from './validate-only.ts';

/** An entry of Cloud Run: a job was made, changed or deleted, or somebody was refused it. */
export function readJobEntry(entry: AuditEntry, { eventKey, at }: Happening): Reading {
  const { audit } = entry;
  const method = readMethod(entry);
  if (method.kind === 'ignored') return method;
  if (isValidateOnly(audit.request))
    return ignored('validate-only', `${method.name} was asked to validate only.`);
  const result = callResult(entry, method);
  if (result.kind === 'failed')
    return ignored('call-failed', `${method.name} failed with status code ${result.code}.`);
  // Nobody is refused a deploy by it, and the job is as it was.
  if (result.kind === 'denied' && method.effect === 'delete')
    return ignored('call-failed', `${method.name} was denied.`);
  const located = locateJob(entry);
  if (located.kind === 'ignored') return located;
  const { resource, projectNumber } = located;
  const denied = result.kind === 'denied';
  const change: Change = {
    resource,
    ...(projectNumber === undefined ? {} : { projectNumber }),
    disposition: denied ? 'denied' : method.effect === 'delete' ? 'deleted' : 'applied',
    denial: denied ? result.denial : undefined,
    principal: caller(entry, method),
    ...namedAccount(entry, denied),
    ...madeVersion(entry),
    eventKey,
    at,
    userAgent: userAgent(entry),
    method: method.name,
  };
  return { kind: 'change', change };
}

function userAgent({ audit }: AuditEntry): string | undefined {
  const text = printable(audit.requestMetadata?.callerSuppliedUserAgent ?? '', 256);
  return text === '' ? undefined : text;
}
