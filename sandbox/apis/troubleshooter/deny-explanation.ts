import type { Organization } from '../../organization/state.ts';
import { denyPolicyView } from '../deny/attachment.ts';
import { combined, type Membership } from './membership.ts';
import type {
  Denial,
  ExplainedDenyPolicy,
  ExplainedDenyResource,
  ExplainedDenyRule,
} from './troubleshoot-deny.ts';

type Json = Readonly<Record<string, unknown>>;

const STATE: Readonly<Record<Denial, string>> = {
  denied: 'DENY_ACCESS_STATE_DENIED',
  'not-denied': 'DENY_ACCESS_STATE_NOT_DENIED',
  'unknown-info': 'DENY_ACCESS_STATE_UNKNOWN_INFO',
};

const MEMBERSHIP: Readonly<Record<Membership, string>> = {
  matched: 'MEMBERSHIP_MATCHED',
  'not-matched': 'MEMBERSHIP_NOT_MATCHED',
  'unknown-info': 'MEMBERSHIP_UNKNOWN_INFO',
  'unknown-unsupported': 'MEMBERSHIP_UNKNOWN_UNSUPPORTED',
};

/** google.cloud.policytroubleshooter.iam.v3.DenyPolicyExplanation; only v3 has it. */
export function denyExplanation(
  organization: Organization,
  denial: Denial,
  resources: readonly ExplainedDenyResource[],
): Json {
  return {
    denyAccessState: STATE[denial],
    ...(resources.length === 0
      ? {}
      : { explainedResources: resources.map((one) => explainedResource(organization, one)) }),
    relevance: relevanceOf(denial),
    permissionDeniable: true,
  };
}

/** Of what the asker may not read, no more than that it is not known. */
function explainedResource(organization: Organization, one: ExplainedDenyResource): Json {
  const { name, fullResourceName, denial, policies } = one;
  if (policies === undefined) return { denyAccessState: STATE[denial] };
  return {
    denyAccessState: STATE[denial],
    fullResourceName,
    explainedPolicies: policies.map((policy) => explainedPolicy(organization, name, policy)),
    relevance: relevanceOf(denial),
  };
}

function explainedPolicy(organization: Organization, name: string, one: ExplainedDenyPolicy): Json {
  return {
    denyAccessState: STATE[one.denial],
    policy: denyPolicyView(organization, name, one.policy),
    ruleExplanations: one.rules.map(explainedRule),
    relevance: relevanceOf(one.denial),
  };
}

function explainedRule(one: ExplainedDenyRule): Json {
  const { denialCondition } = one.rule;
  return {
    denyAccessState: STATE[one.denial],
    combinedDeniedPermission: permissionMatch(anyOf(one.deniedPermissions)),
    deniedPermissions: mapped(one.deniedPermissions, permissionMatch),
    combinedExceptionPermission: permissionMatch(anyOf(one.exceptionPermissions)),
    exceptionPermissions: mapped(one.exceptionPermissions, permissionMatch),
    combinedDeniedPrincipal: principalMatch(combined(Object.values(one.deniedPrincipals))),
    deniedPrincipals: mapped(one.deniedPrincipals, principalMatch),
    combinedExceptionPrincipal: principalMatch(combined(Object.values(one.exceptionPrincipals))),
    exceptionPrincipals: mapped(one.exceptionPrincipals, principalMatch),
    ...(denialCondition === undefined
      ? {}
      : { condition: denialCondition, conditionExplanation: { value: one.conditionHolds } }),
    relevance: relevanceOf(one.denial),
  };
}

function mapped<T>(all: Readonly<Record<string, T>>, view: (one: T) => Json): Json {
  return Object.fromEntries(Object.entries(all).map(([key, one]) => [key, view(one)]));
}

function anyOf(matches: Readonly<Record<string, boolean>>): boolean {
  return Object.values(matches).includes(true);
}

function permissionMatch(matches: boolean): Json {
  return {
    permissionMatchingState: `PERMISSION_PATTERN_${matches ? 'MATCHED' : 'NOT_MATCHED'}`,
    relevance: relevance(matches),
  };
}

function principalMatch(membership: Membership): Json {
  return { membership: MEMBERSHIP[membership], relevance: relevance(membership !== 'not-matched') };
}

function relevanceOf(denial: Denial): string {
  return relevance(denial !== 'not-denied');
}

function relevance(relevant: boolean): string {
  return relevant ? 'HEURISTIC_RELEVANCE_HIGH' : 'HEURISTIC_RELEVANCE_NORMAL';
}
