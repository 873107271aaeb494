import type { policytroubleshooter_v3 } from 'googleapis/build/src/apis/policytroubleshooter/v3.js';
import { relativeNameOf } from './full-name.ts';

type Policy =
  policytroubleshooter_v3.Schema$GoogleCloudPolicytroubleshooterIamV3ExplainedAllowPolicy;
type Binding =
  policytroubleshooter_v3.Schema$GoogleCloudPolicytroubleshooterIamV3AllowBindingExplanation;

interface Placed {
  readonly place: string;
  readonly binding: Binding;
}

const GRANTED = 'ALLOW_ACCESS_STATE_GRANTED';
const MATCHED = 'MEMBERSHIP_MATCHED';

/** Where the allow policies grant what was asked, through whom, and whether for good. */
export function grantsOf(policies: readonly Policy[], principal: string) {
  const granting = placed(policies).filter(({ binding }) => binding.allowAccessState === GRANTED);
  const places = policies
    .filter(({ allowAccessState }) => allowAccessState === GRANTED)
    .map(({ fullResourceName }) => relativeNameOf(fullResourceName));
  const through = granting.map(({ binding }) => matchedIn(binding));
  const byName = through.some((members) => members.some((one) => names(one, principal)));
  return {
    where: [...new Set(places)].filter((name) => name !== ''),
    groups: byName ? [] : [...new Set(through.flat())],
    conditional: granting.length > 0 && granting.every(({ binding }) => isConditional(binding)),
    because: givenBy(granting),
  };
}

/** Why no allow policy grants it. A binding that would do but for its condition is named: it has often just run out. */
export function lackOf(policies: readonly Policy[]): string {
  const lapsed = placed(policies).filter(
    ({ binding }) =>
      isConditional(binding) &&
      binding.rolePermission === 'ROLE_PERMISSION_INCLUDED' &&
      binding.combinedMembership?.membership === MATCHED,
  );
  if (lapsed.length === 0) return 'No binding grants it.';
  const bindings = lapsed.map(({ place, binding }) => `${binding.role} on ${place}`);
  return `No binding grants it now: the condition of ${bindings.join(' and of ')} does not hold.`;
}

function givenBy(granting: readonly Placed[]): string {
  if (granting.length === 0) return 'Granted by a policy that may not be read.';
  const bindings = granting.map(({ place, binding }) => `${binding.role} on ${place}`);
  return `Granted by ${[...new Set(bindings)].join(' and ')}.`;
}

function placed(policies: readonly Policy[]): readonly Placed[] {
  return policies.flatMap((policy) => {
    const place = relativeNameOf(policy.fullResourceName);
    return (policy.bindingExplanations ?? []).map((binding) => ({ place, binding }));
  });
}

function isConditional({ condition }: Binding): boolean {
  return condition !== undefined && condition !== null;
}

function matchedIn({ memberships }: Binding): readonly string[] {
  return Object.entries(memberships ?? {})
    .filter(([, { membership }]) => membership === MATCHED)
    .map(([member]) => member);
}

function names(member: string, principal: string): boolean {
  const address = principal.toLowerCase();
  return [`user:${address}`, `serviceaccount:${address}`].includes(member.toLowerCase());
}
