import { type Route, route } from '../../http/call.ts';
import { denyPermission } from '../../organization/deny-permission.ts';
import { shownPolicy } from '../allow-policy/read.ts';
import { denyExplanation } from './deny-explanation.ts';
import type { Membership } from './membership.ts';
import { troubleshootCall } from './request.ts';
import type { Access, ExplainedBinding, ExplainedPolicy } from './troubleshoot.ts';
import type { Denial } from './troubleshoot-deny.ts';

type Json = Readonly<Record<string, unknown>>;

/** The two versions say the same in different words. */
interface Words {
  readonly accessField: string;
  readonly access: Readonly<Record<Access, string>>;
  readonly membership: Readonly<Record<Membership, string>>;
  readonly role: Readonly<Record<ExplainedBinding['role'], string>>;
  readonly relevance: { readonly high: string; readonly normal: string };
}

const V3: Words = {
  accessField: 'allowAccessState',
  access: {
    granted: 'ALLOW_ACCESS_STATE_GRANTED',
    'not-granted': 'ALLOW_ACCESS_STATE_NOT_GRANTED',
    'unknown-conditional': 'ALLOW_ACCESS_STATE_UNKNOWN_CONDITIONAL',
    'unknown-info': 'ALLOW_ACCESS_STATE_UNKNOWN_INFO',
  },
  membership: {
    matched: 'MEMBERSHIP_MATCHED',
    'not-matched': 'MEMBERSHIP_NOT_MATCHED',
    'unknown-info': 'MEMBERSHIP_UNKNOWN_INFO',
    'unknown-unsupported': 'MEMBERSHIP_UNKNOWN_UNSUPPORTED',
  },
  role: {
    included: 'ROLE_PERMISSION_INCLUDED',
    'not-included': 'ROLE_PERMISSION_NOT_INCLUDED',
    'unknown-info': 'ROLE_PERMISSION_UNKNOWN_INFO',
  },
  relevance: { high: 'HEURISTIC_RELEVANCE_HIGH', normal: 'HEURISTIC_RELEVANCE_NORMAL' },
};

const V2_ALPHA: Words = {
  accessField: 'access',
  access: {
    granted: 'GRANTED',
    'not-granted': 'NOT_GRANTED',
    'unknown-conditional': 'UNKNOWN_CONDITIONAL',
    'unknown-info': 'UNKNOWN_INFO_DENIED',
  },
  membership: {
    matched: 'MEMBERSHIP_INCLUDED',
    'not-matched': 'MEMBERSHIP_NOT_INCLUDED',
    'unknown-info': 'MEMBERSHIP_UNKNOWN_INFO_DENIED',
    'unknown-unsupported': 'MEMBERSHIP_UNKNOWN_UNSUPPORTED',
  },
  role: { ...V3.role, 'unknown-info': 'ROLE_PERMISSION_UNKNOWN_INFO_DENIED' },
  relevance: { high: 'HIGH', normal: 'NORMAL' },
};

const OVERALL: Readonly<Record<Access, string>> = {
  granted: 'CAN_ACCESS',
  'not-granted': 'CANNOT_ACCESS',
  'unknown-conditional': 'UNKNOWN_CONDITIONAL',
  'unknown-info': 'UNKNOWN_INFO',
};

const troubleshootV3: Route['handle'] = (call) => {
  const { tuple, access, policies, denial, denyResources } = troubleshootCall(call);
  return {
    overallAccessState: OVERALL[overall(access, denial)],
    accessTuple: { ...tuple, permissionFqdn: denyPermission(tuple.permission) },
    allowPolicyExplanation: {
      allowAccessState: V3.access[access],
      explainedPolicies: policies.map((policy) => explainedPolicy(policy, V3)),
      relevance: V3.relevance.high,
    },
    denyPolicyExplanation: denyExplanation(call.organization, denial, denyResources),
  };
};

/** A denial settles it whatever the allow policies say; so does a grant that nobody made. */
function overall(access: Access, denial: Denial): Access {
  if (denial === 'denied' || access === 'not-granted') return 'not-granted';
  return denial === 'unknown-info' ? 'unknown-info' : access;
}

const troubleshootV2Alpha: Route['handle'] = (call) => {
  const { access, policies } = troubleshootCall(call);
  return {
    access: V2_ALPHA.access[access],
    explainedPolicies: policies.map((policy) => explainedPolicy(policy, V2_ALPHA)),
  };
};

function explainedPolicy(one: ExplainedPolicy, words: Words): Json {
  return {
    [words.accessField]: words.access[one.access],
    fullResourceName: one.fullResourceName,
    ...(one.policy === undefined ? {} : { policy: shownPolicy(one.policy, 3) }),
    ...(one.bindings.length === 0
      ? {}
      : { bindingExplanations: one.bindings.map((binding) => explainedBinding(binding, words)) }),
    relevance: relevanceOf(one.access !== 'not-granted', words),
  };
}

function explainedBinding(one: ExplainedBinding, words: Words): Json {
  const memberships = Object.entries(one.memberships).map(([entry, membership]) => [
    entry,
    annotated(membership, words),
  ]);
  const { condition } = one.binding;
  return {
    [words.accessField]: words.access[one.access],
    role: one.binding.role,
    rolePermission: words.role[one.role],
    rolePermissionRelevance: relevanceOf(one.role !== 'not-included', words),
    // Only v3 sums the memberships up.
    ...(words === V3 ? { combinedMembership: annotated(one.membership, words) } : {}),
    memberships: Object.fromEntries(memberships),
    relevance: relevanceOf(one.access !== 'not-granted', words),
    ...(condition === undefined
      ? {}
      : {
          condition,
          conditionExplanation:
            one.conditionHolds === undefined ? {} : { value: one.conditionHolds },
        }),
  };
}

function annotated(membership: Membership, words: Words): Json {
  const relevance = relevanceOf(membership !== 'not-matched', words);
  return { membership: words.membership[membership], relevance };
}

function relevanceOf(relevant: boolean, { relevance }: Words): string {
  return relevant ? relevance.high : relevance.normal;
}

/** https://cloud.google.com/policy-intelligence/docs/reference/policytroubleshooter/rest/v3/iam/troubleshoot, and gcloud's v2alpha1. */
export const policyTroubleshooterRoutes: readonly Route[] = [
  route('POST', '/v3/iam:troubleshoot', troubleshootV3),
  route('POST', '/v2alpha1/iam:troubleshoot', troubleshootV2Alpha),
];
