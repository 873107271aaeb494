import type { policytroubleshooter_v3 } from 'googleapis/build/src/apis/policytroubleshooter/v3.js';
import { grantsOf, lackOf } from './explained-grants.ts';
import { unknownsOf } from './explained-unknowns.ts';

/** As Policy Troubleshooter answers. */
export type Explained =
  policytroubleshooter_v3.Schema$GoogleCloudPolicytroubleshooterIamV3TroubleshootIamPolicyResponse;

/** Whether a principal has a permission, from where, and what stands in the way of it or of knowing. */
export interface Explanation {
  /** `unknown` is neither granted nor denied. */
  readonly state: 'granted' | 'denied' | 'unknown';
  /** Relative names of the resources whose policies grant it, e.g. `folders/N`; those that may not be read are left out. */
  readonly where: readonly string[];
  /** Members that stand for the principal where no binding names it, e.g. `group:EMAIL`, `domain:NAME`. */
  readonly groups: readonly string[];
  /** True when every binding that grants it has a condition, so that it may end without a change of policy. */
  readonly conditional: boolean;
  /** Deny policies that take it away: no grant mends that. */
  readonly denyPolicies: readonly string[];
  /** Sentences. */
  readonly because: string;
}

const DENIED = 'DENY_ACCESS_STATE_DENIED';

/** What a Policy Troubleshooter answer says of a principal, by its address. Whatever is not plainly told is `unknown`. */
export function explanationOf(answer: Explained, principal: string): Explanation {
  const policies = answer.allowPolicyExplanation?.explainedPolicies ?? [];
  switch (answer.overallAccessState) {
    case 'CAN_ACCESS':
      return { ...grantsOf(policies, principal), state: 'granted', denyPolicies: [] };
    case 'CANNOT_ACCESS':
      return refused(answer, lackOf(policies));
    default:
      return unknownAccess(unknownsOf(answer, principal));
  }
}

export function unknownAccess(because: string): Explanation {
  return {
    state: 'unknown',
    where: [],
    groups: [],
    conditional: false,
    denyPolicies: [],
    because,
  };
}

function refused({ denyPolicyExplanation }: Explained, lack: string): Explanation {
  const none = { where: [], groups: [], conditional: false };
  if (denyPolicyExplanation?.denyAccessState !== DENIED)
    return { ...none, state: 'denied', denyPolicies: [], because: lack };
  const named = (denyPolicyExplanation.explainedResources ?? [])
    .flatMap(({ explainedPolicies }) => explainedPolicies ?? [])
    .filter(({ denyAccessState }) => denyAccessState === DENIED)
    .flatMap(({ policy }) => (policy?.name ? [policy.name] : []));
  const denyPolicies = named.length > 0 ? named : ['one that may not be read'];
  const because = `A deny policy takes it away, whatever is granted: ${denyPolicies.join(', ')}.`;
  return { ...none, state: 'denied', denyPolicies, because };
}
