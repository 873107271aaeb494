import { type IgnoredReading, ignored } from './ignored.ts';
import type { AuditEntry } from './log-entry.ts';
import { plainName } from './plain-name.ts';

const CROSS_PROJECT = /^iam\.(?:managed\.)?disableCrossProjectServiceAccountUsage$/i;
// `constraints/C`, or `projects/P/policies/C`; v1 names the constraint, v2 the policy.
const NAME = /(?:^|\/)(?:constraints|policies)\/([^/]{1,256})$/;
const LONGEST = 1024;

/** Which constraint an entry about an organization policy is of; `unnamed` where nothing in it tells. */
export function constraintIn({ audit }: AuditEntry): 'cross-project' | 'other' | 'unnamed' {
  const { resourceName, request } = audit;
  const texts = [
    NAME.exec((resourceName ?? '').slice(0, LONGEST))?.[1],
    bare(request?.policy?.constraint ?? request?.constraint),
    NAME.exec((request?.policy?.name ?? '').slice(0, LONGEST))?.[1],
    NAME.exec((request?.name ?? '').slice(0, LONGEST))?.[1],
  ].filter((text) => text !== undefined);
  if (texts.some((text) => CROSS_PROJECT.test(text))) return 'cross-project';
  return texts.length > 0 ? 'other' : 'unnamed';
}

export function otherConstraint(entry: AuditEntry): IgnoredReading {
  const method = plainName(entry.audit.methodName ?? '');
  return ignored(
    'other-constraint',
    `${method} is about another constraint than iam.disableCrossProjectServiceAccountUsage.`,
  );
}

function bare(text: string | undefined): string | undefined {
  const name = text?.slice(0, LONGEST).replace(/^constraints\//, '');
  return name === '' ? undefined : name;
}
