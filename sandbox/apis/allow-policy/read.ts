import { createHash } from 'node:crypto';
import type { Binding, IamPolicy } from '../../../shared/domain/iam-policy.ts';
import { ApiError } from '../../http/api-error.ts';
import type { Call } from '../../http/call.ts';
import { currentPolicy } from '../../organization/policies.ts';
import { readBody } from '../read-body.ts';
import { GetIamPolicyBody } from './messages.ts';

/** Answers getIamPolicy for the policy kept under `name`; the version wanted stands in the body or in the query. */
export function readPolicy(call: Call, name: string): IamPolicy {
  const { options } = readBody(call, GetIamPolicyBody);
  const inQuery = Number(call.query.get('options.requestedPolicyVersion') ?? '0');
  const version = options?.requestedPolicyVersion ?? inQuery;
  if (![0, 1, 3].includes(version))
    throw new ApiError(
      'INVALID_ARGUMENT',
      `Requested policy version (${version}) is not valid: it must be 0, 1 or 3.`,
    );
  return shownPolicy(currentPolicy(call.organization, name), version);
}

/**
 * The policy as a reader of that version sees it. One who asked for less than 3 finds conditional bindings under a role
 * name that nobody can grant, and no condition: https://cloud.google.com/iam/docs/troubleshooting-withcond
 */
export function shownPolicy(policy: IamPolicy, requestedVersion: number): IamPolicy {
  const { bindings = [], version: _, ...rest } = policy;
  const conditional = bindings.some((binding) => binding.condition !== undefined);
  const shown = requestedVersion < 3 ? bindings.map(withoutCondition) : bindings;
  return {
    version: conditional && requestedVersion >= 3 ? 3 : 1,
    ...rest,
    ...(shown.length > 0 ? { bindings: shown } : {}),
  };
}

function withoutCondition({ role, members, condition }: Binding): Binding {
  if (condition === undefined) return { role, members };
  const hash = createHash('sha256').update(JSON.stringify(condition)).digest('hex').slice(0, 20);
  return { role: `${role}_withcond_${hash}`, members };
}
