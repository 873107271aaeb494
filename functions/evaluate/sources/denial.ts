import type { Denial } from '../../../shared/domain/change.ts';
import type { AuditLog } from './log-entry.ts';

const CONSTRAINT = 'iam.disableCrossProjectServiceAccountUsage';
// Google's sentence writes iam.serviceaccounts, its API iam.serviceAccounts. `run.googleapis.com` is no permission.
const PERMISSIONS: readonly (readonly [Denial, RegExp])[] = [
  ['act-as', /\biam\.serviceAccounts\.actAs\b/i],
  ['token-creator', /\biam\.serviceAccounts\.getAccessToken\b|get access tokens for the service/i],
  ['run-permission', /(?:^|permission ['"]?)run\.(?!googleapis\b)[a-z]+\.[a-z]+\b/i],
];

/** True when Google names the cross-project constraint: its sentence for Cloud Run is not known, its name is. */
export function namesConstraint(audit: AuditLog): boolean {
  return wordsOf(audit).some((word) => word.includes(CONSTRAINT));
}

/**
 * Why a call was refused: by the permission that Google's words name, else by those that the entry lists as not held.
 * https://cloud.google.com/run/docs/troubleshooting
 */
export function denialOf(audit: AuditLog): Denial {
  if (namesConstraint(audit)) return 'constraint';
  return named(wordsOf(audit)) ?? named(refusedPermissions(audit)) ?? 'other';
}

/** Permissions that were asked for and not granted: a real denied entry leaves `granted` out instead of saying false. */
export function refusedPermissions(audit: AuditLog): readonly string[] {
  return (audit.authorizationInfo ?? []).flatMap((one) =>
    one?.permission === undefined || one.granted === true ? [] : [one.permission],
  );
}

function named(words: readonly string[]): Denial | undefined {
  return PERMISSIONS.find(([, pattern]) => words.some((word) => pattern.test(word)))?.[0];
}

/** Every text in the status and the policy violations, as deep as it lies; a loop, since depth is a stranger's choice. */
function wordsOf({ status, policyViolationInfo }: AuditLog): readonly string[] {
  const words: string[] = [];
  const rest: unknown[] = [status?.message, status?.details, policyViolationInfo];
  while (rest.length > 0) {
    const value = rest.pop();
    if (typeof value === 'string') words.push(value);
    else if (typeof value === 'object' && value !== null)
      for (const member of Object.values(value)) rest.push(member);
  }
  return words;
}
