import type { Binding, IamPolicy } from '../../shared/domain/iam-policy.ts';

export interface Grant {
  readonly role: string;
  readonly member: string;
  /** JSON; empty for none. */
  readonly condition: string;
}

/** Every member of every binding, with its condition. */
export function grantsOf(policy: IamPolicy | undefined): readonly Grant[] {
  return (policy?.bindings ?? []).flatMap(({ role, members, condition }) =>
    members.map((member) => ({ role, member, condition: worded(condition) })),
  );
}

/** Those of the first that the second does not have. */
export function without(grants: readonly Grant[], others: readonly Grant[]): readonly Grant[] {
  const known = new Set(others.map(grantText));
  return grants.filter((grant) => !known.has(grantText(grant)));
}

export function grantText({ role, member, condition }: Grant): string {
  return `${role} for ${member}${condition === '' ? '' : ` if ${condition}`}`;
}

function worded(condition: Binding['condition']): string {
  return condition === undefined
    ? ''
    : JSON.stringify([condition['title'], condition['expression']]);
}
