import type { policytroubleshooter_v3 } from 'googleapis/build/src/apis/policytroubleshooter/v3.js';
import { relativeNameOf } from './full-name.ts';

type Answer =
  policytroubleshooter_v3.Schema$GoogleCloudPolicytroubleshooterIamV3TroubleshootIamPolicyResponse;
type Policy =
  policytroubleshooter_v3.Schema$GoogleCloudPolicytroubleshooterIamV3ExplainedAllowPolicy;
type Binding =
  policytroubleshooter_v3.Schema$GoogleCloudPolicytroubleshooterIamV3AllowBindingExplanation;

const RIGHTS = [
  [/\/serviceAccounts\/[^/]+$/, 'iam.serviceAccounts.getIamPolicy'],
  [/^projects\/[^/]+$/, 'resourcemanager.projects.getIamPolicy'],
  [/^folders\//, 'resourcemanager.folders.getIamPolicy'],
  [/^organizations\//, 'resourcemanager.organizations.getIamPolicy'],
] as const;

/** Why an access is not known, in sentences that name every right the asker lacks. */
export function unknownsOf(answer: Answer, principal: string): string {
  const policies = answer.allowPolicyExplanation?.explainedPolicies ?? [];
  const open = policies.filter(({ allowAccessState }) => isUnknown(allowAccessState));
  const hidden = open.filter(({ bindingExplanations }) => bindingExplanations === undefined);
  const sentences = [
    ...hiddenPolicies(hidden),
    ...open.flatMap((policy) => unknownBindings(policy, principal)),
    ...unknownDenials(answer),
  ];
  return sentences.length > 0
    ? [...new Set(sentences)].join(' ')
    : 'Policy Troubleshooter does not know, and does not say why.';
}

function hiddenPolicies(hidden: readonly Policy[]): readonly string[] {
  if (hidden.length === 0) return [];
  const names = hidden.map(({ fullResourceName }) => relativeNameOf(fullResourceName));
  const rights = names.map((name) => RIGHTS.find(([form]) => form.test(name))?.[1]);
  // Google may leave the name of a hidden policy out.
  const places = names.map((name) => (name === '' ? 'a resource that is not named' : name));
  const lacking = [...new Set(rights)].map((right) => right ?? 'getIamPolicy on it');
  return [
    `The policies of ${[...new Set(places)].join(', ')} may not be read (${lacking.join(', ')}; roles/iam.securityReviewer on the organization is enough).`,
  ];
}

function unknownBindings(policy: Policy, principal: string): readonly string[] {
  const place = relativeNameOf(policy.fullResourceName);
  return (policy.bindingExplanations ?? [])
    .filter(({ allowAccessState }) => isUnknown(allowAccessState))
    .flatMap((binding) => [
      ...unknownRole(binding, place),
      ...unknownMembers(binding, place, principal),
      ...unknownCondition(binding, place),
    ]);
}

function unknownRole({ role, rolePermission }: Binding, place: string): readonly string[] {
  if (rolePermission !== 'ROLE_PERMISSION_UNKNOWN_INFO') return [];
  return [`What the role ${role} on ${place} holds may not be read (iam.roles.get).`];
}

function unknownMembers(
  { role, memberships }: Binding,
  place: string,
  principal: string,
): readonly string[] {
  return Object.entries(memberships ?? {}).flatMap(([member, { membership }]) => {
    const bound = `${member}, which has ${role} on ${place}`;
    if (membership === 'MEMBERSHIP_UNKNOWN_INFO')
      return [
        `Whether ${principal} belongs to ${bound}, may not be read (the right to read Google Workspace groups and their members).`,
      ];
    if (membership === 'MEMBERSHIP_UNKNOWN_UNSUPPORTED')
      return [`Policy Troubleshooter cannot tell whether ${principal} belongs to ${bound}.`];
    return [];
  });
}

function unknownCondition(
  { role, allowAccessState, condition }: Binding,
  place: string,
): readonly string[] {
  if (allowAccessState !== 'ALLOW_ACCESS_STATE_UNKNOWN_CONDITIONAL') return [];
  const title = condition?.title ? ` "${condition.title}"` : '';
  return [`The condition${title} of ${role} on ${place} could not be evaluated.`];
}

function unknownDenials({ denyPolicyExplanation }: Answer): readonly string[] {
  const state = denyPolicyExplanation?.denyAccessState;
  if (state === 'DENY_ACCESS_STATE_UNKNOWN_INFO')
    return [
      'The deny policies that apply may not be read (iam.denypolicies.list, iam.denypolicies.get).',
    ];
  if (state === 'DENY_ACCESS_STATE_UNKNOWN_CONDITIONAL')
    return ['The condition of a deny policy could not be evaluated.'];
  return [];
}

function isUnknown(state: string | null | undefined): boolean {
  return !['ALLOW_ACCESS_STATE_GRANTED', 'ALLOW_ACCESS_STATE_NOT_GRANTED'].includes(state ?? '');
}
