import type { Binding, IamPolicy } from '../../../shared/domain/iam-policy.ts';

/** What a policy write changed, as `protoPayload.serviceData` of its audit entry shows it. */
export function policyDelta(
  before: IamPolicy,
  after: IamPolicy,
): Readonly<Record<string, unknown>> {
  const old = grants(before);
  const now = grants(after);
  const bindingDeltas = [
    ...[...old].filter(([key]) => !now.has(key)).map(([, one]) => ({ action: 'REMOVE', ...one })),
    ...[...now].filter(([key]) => !old.has(key)).map(([, one]) => ({ action: 'ADD', ...one })),
  ];
  return {
    '@type': 'type.googleapis.com/google.iam.v1.logging.AuditData',
    policyDelta: bindingDeltas.length > 0 ? { bindingDeltas } : {},
  };
}

interface Grant {
  readonly role: string;
  readonly member: string;
  readonly condition?: Binding['condition'];
}

function grants(policy: IamPolicy): ReadonlyMap<string, Grant> {
  const all = (policy.bindings ?? []).flatMap(({ role, members, condition }) =>
    members.map((member) => ({ role, member, ...(condition === undefined ? {} : { condition }) })),
  );
  return new Map(all.map((grant) => [keyOf(grant), grant]));
}

/** The same for the same grant, in whatever order the fields of its condition were sent. */
function keyOf({ role, member, condition }: Grant): string {
  const fields = Object.entries(condition ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([role, member, condition === undefined ? null : fields]);
}
