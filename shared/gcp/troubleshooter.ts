import { read } from './call.ts';
import { type Explained, type Explanation, explanationOf, unknownAccess } from './explanation.ts';
import type { Google } from './google.ts';
import { rest } from './rest.ts';

export interface AccessQuestion {
  /** Address of a Google Account or a service account; others cannot be asked about. */
  readonly principal: string;
  /** Full resource name, e.g. `//iam.googleapis.com/projects/P/serviceAccounts/EMAIL`. */
  readonly resource: string;
  readonly permission: string;
  /** RFC 3339: conditions on time are judged at this moment. */
  readonly at: string;
}

const API = 'policytroubleshooter.googleapis.com';
// Left to itself it sends every policy whole beside what it says of it, which in a real organization can be megabytes.
const STATE = 'overallAccessState';
const BINDING =
  'allowAccessState,role,rolePermission,combinedMembership/membership,memberships,condition';
const ALLOW = `allowPolicyExplanation/explainedPolicies(allowAccessState,fullResourceName,bindingExplanations(${BINDING}))`;
const DENY =
  'denyPolicyExplanation(denyAccessState,explainedResources/explainedPolicies(denyAccessState,policy/name))';
const ADDRESS = /^[^\s@:/]+@[^\s@:/]+$/;

/**
 * Asks whether a principal has a permission; inheritance, groups, conditions and deny policies are Google's to
 * know. Needs iam.securityReviewer or more; where the caller may not read enough, the answer is `unknown`.
 * https://cloud.google.com/policy-intelligence/docs/reference/policytroubleshooter/rest/v3/iam/troubleshoot
 */
export function troubleshooter(google: Google) {
  const { json } = rest(google, API);
  const ask = ({ principal, resource, permission, at }: AccessQuestion, fields: string) => {
    const accessTuple = {
      principal,
      fullResourceName: resource,
      permission,
      conditionContext: { request: { receiveTime: at } },
    };
    return read(API, () =>
      json<Explained>({
        method: 'POST',
        path: 'v3/iam:troubleshoot',
        query: { fields },
        body: { accessTuple },
      }),
    );
  };
  return {
    /** `unknown` is neither granted nor missing. Throws ApiFailure. */
    async access(question: AccessQuestion): Promise<'granted' | 'denied' | 'unknown'> {
      const { overallAccessState } = await ask(question, STATE);
      if (overallAccessState === 'CAN_ACCESS') return 'granted';
      return overallAccessState === 'CANNOT_ACCESS' ? 'denied' : 'unknown';
    },

    /** The same, and from where. A principal that is no address is `unknown` without a call. Throws ApiFailure. */
    async explain(question: AccessQuestion): Promise<Explanation> {
      const { principal } = question;
      if (!ADDRESS.test(principal))
        return unknownAccess(
          `Policy Troubleshooter answers for Google Accounts and service accounts alone, so nothing can be asked about ${principal}.`,
        );
      return explanationOf(await ask(question, `${STATE},${ALLOW},${DENY}`), principal);
    },
  };
}
