/** An allow policy as the IAM APIs carry it. https://cloud.google.com/iam/docs/reference/rest/v1/Policy */
export interface Binding {
  readonly role: string;
  readonly members: readonly string[];
  readonly condition?: Readonly<Record<string, unknown>> | undefined;
}
export interface IamPolicy {
  readonly version?: number;
  readonly etag?: string;
  readonly bindings?: readonly Binding[];
  /** Fields that Bailiff does not know are carried along, e.g. auditConfigs. */
  readonly [field: string]: unknown;
}

/** True when an unconditional binding names the member. */
export function holds(policy: IamPolicy, role: string, member: string): boolean {
  return plain(policy, role).some((binding) => binding.members.includes(member));
}

/**
 * The policy with `member` added to the unconditional binding of `role`: nothing else changes, conditional bindings of
 * the same role least of all. Always version 3, since a lower one written back would drop every condition.
 */
export function withMember(policy: IamPolicy, role: string, member: string): IamPolicy {
  const bindings = policy.bindings ?? [];
  const target = plain(policy, role)[0];
  const next =
    target === undefined
      ? [...bindings, { role, members: [member] }]
      : bindings.map((binding) =>
          binding === target ? { ...binding, members: [...binding.members, member] } : binding,
        );
  return { ...policy, version: 3, bindings: holds(policy, role, member) ? bindings : next };
}

/** The policy with `member` taken out of the unconditional bindings of `role`; conditional ones stay. */
export function withoutMember(policy: IamPolicy, role: string, member: string): IamPolicy {
  const targets = new Set(plain(policy, role));
  const bindings = (policy.bindings ?? []).flatMap((binding) => {
    if (!targets.has(binding)) return [binding];
    const members = binding.members.filter((one) => one !== member);
    return members.length > 0 ? [{ ...binding, members }] : [];
  });
  return { ...policy, version: 3, bindings };
}

function plain(policy: IamPolicy, role: string): readonly Binding[] {
  return (policy.bindings ?? []).filter(
    (binding) => binding.role === role && binding.condition === undefined,
  );
}
