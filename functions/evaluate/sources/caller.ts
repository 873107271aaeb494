import { type Principal, parsePrincipal } from '../../../shared/domain/principal.ts';
import type { AuditEntry } from './log-entry.ts';
import type { JobMethod } from './methods.ts';
import { printable } from './printable.ts';

const LONGEST = 512;

/**
 * Who did it. The address may be redacted for privacy while the subject stays, and a system event names its caller
 * only as the job's last modifier. One too long to be real is unknown, since a cut one could be another's.
 */
export function caller({ audit }: AuditEntry, method: Pick<JobMethod, 'systemEvent'>): Principal {
  const annotations = audit.response?.metadata?.annotations;
  const modifier = [
    annotations?.['run.googleapis.com/lastModifier'],
    annotations?.['serving.knative.dev/lastModifier'],
    audit.response?.lastModifier,
    audit.response?.last_modifier,
  ];
  const names = [
    audit.authenticationInfo?.principalEmail,
    audit.authenticationInfo?.principalSubject,
    ...(method.systemEvent ? modifier : []),
  ];
  for (const name of names) {
    const sound = name !== undefined && printable(name, LONGEST) === name;
    const principal = parsePrincipal(sound ? name : undefined);
    if (principal.kind !== 'unknown') return principal;
  }
  return { kind: 'unknown' };
}
