import type { Binding, IamPolicy } from '../../../shared/domain/iam-policy.ts';
import { ApiError } from '../../http/api-error.ts';
import { isCondition } from '../../organization/condition.ts';
import { sameEtag } from '../../organization/etag.ts';
import { lineage } from '../../organization/hierarchy.ts';
import { currentPolicy, replacePolicy } from '../../organization/policies.ts';
import { permissionsOf } from '../../organization/roles.ts';
import type { Organization } from '../../organization/state.ts';
import { requireMemberDomains } from './member-domains.ts';
import { acceptMember } from './members.ts';
import type { RequestedBinding, RequestedPolicy, SetIamPolicy } from './messages.ts';

const MOST_MEMBERS = 1500;
const VERSIONS = 'https://cloud.google.com/iam/docs/policies#versions';
const BASIC_ROLES = ['roles/owner', 'roles/editor', 'roles/viewer'];

/**
 * Replaces the allow policy kept under `name` as setIamPolicy does, or throws Google's refusal. Without an etag it
 * overwrites blindly, as Google does; without `auditConfigs` in the mask those stay as they were.
 */
export function writePolicy(
  organization: Organization,
  name: string,
  { policy, updateMask }: SetIamPolicy,
): IamPolicy {
  const current = currentPolicy(organization, name);
  checkEtag(policy, current);
  checkVersion(policy, current);
  const mask = updateMask.split(',').map((one) => one.trim());
  const bindings = mask.includes('bindings')
    ? acceptBindings(organization, name, policy.bindings, current)
    : (current.bindings ?? []);
  const auditConfigs = /audit_?configs/i.test(updateMask)
    ? policy.auditConfigs
    : current['auditConfigs'];
  return replacePolicy(organization, name, {
    version: bindings.some((binding) => binding.condition !== undefined) ? 3 : 1,
    bindings,
    ...(auditConfigs === undefined ? {} : { auditConfigs }),
  });
}

function checkEtag(policy: RequestedPolicy, current: IamPolicy): void {
  if (policy.etag === '' || sameEtag(policy.etag, current.etag ?? '')) return;
  throw new ApiError(
    'ABORTED',
    `There were concurrent policy changes. Please retry the whole read-modify-write with exponential backoff. The request's ETag '${octal(policy.etag)}' did not match the current policy's ETag '${octal(current.etag ?? '')}'.`,
  );
}

/** Google prints the etag's bytes as a C string. */
function octal(etag: string): string {
  const bytes = [...Buffer.from(etag, 'base64')];
  return bytes
    .map((byte) =>
      byte > 31 && byte < 127 && byte !== 39 && byte !== 92
        ? String.fromCharCode(byte)
        : `\\${byte.toString(8).padStart(3, '0')}`,
    )
    .join('');
}

function checkVersion(policy: RequestedPolicy, current: IamPolicy): void {
  const { version } = policy;
  if (![0, 1, 3].includes(version))
    throw new ApiError(
      'INVALID_ARGUMENT',
      `Specified policy version (${version}) is not valid: it must be 0, 1 or 3. For more information, please refer to ${VERSIONS}`,
    );
  if (version === 3) return;
  if (policy.bindings.some((binding) => binding.condition !== undefined))
    throw new ApiError(
      'INVALID_ARGUMENT',
      `Specified policy version (${version}) cannot be less than 3 when the policy holds conditional role bindings. For more information, please refer to ${VERSIONS}`,
    );
  if (policy.etag !== '' && current.bindings?.some((one) => one.condition !== undefined))
    throw new ApiError(
      'INVALID_ARGUMENT',
      `Specified policy version (${version}) cannot be less than the existing policy version (3). For more information, please refer to ${VERSIONS}`,
    );
}

/** One binding for each role and condition, each member once, none empty; in the order they came. */
function acceptBindings(
  organization: Organization,
  name: string,
  requested: readonly RequestedBinding[],
  current: IamPolicy,
): readonly Binding[] {
  const merged = new Map<string, Binding>();
  for (const { role, members, condition } of requested) {
    // A deleted role's bindings stay behind, and writing the policy back must take them.
    if (current.bindings?.some((one) => one.role === role) !== true)
      checkRole(organization, name, role);
    if (condition !== undefined) checkCondition(role, condition);
    const key = JSON.stringify([role, condition]);
    const accepted = members.map((member) => acceptMember(organization, member));
    const all = [...new Set([...(merged.get(key)?.members ?? []), ...accepted])];
    if (!name.startsWith('serviceAccounts/')) refusePublic(all);
    if (all.length > 0)
      merged.set(key, { role, members: all, ...(condition === undefined ? {} : { condition }) });
  }
  const bindings = [...merged.values()];
  requireMemberDomains(
    organization,
    name,
    bindings.flatMap((binding) => binding.members),
  );
  const count = bindings.reduce((sum, binding) => sum + binding.members.length, 0);
  if (count > MOST_MEMBERS)
    throw new ApiError(
      'INVALID_ARGUMENT',
      `The number of members in the policy (${count.toLocaleString('en-US')}) is larger than the maximum allowed size 1,500.`,
    );
  return bindings;
}

function checkRole(organization: Organization, name: string, role: string): void {
  if (!/^(roles|projects\/[^/]+\/roles|organizations\/\d+\/roles)\/[\w.]+$/.test(role))
    throw new ApiError(
      'INVALID_ARGUMENT',
      'The role name must be in the form "roles/{role}", "organizations/{organization_id}/roles/{role}", or "projects/{project_id}/roles/{role}".',
    );
  const parent = role.replace(/\/?roles\/[^/]+$/, '');
  if (parent !== '' && !lineage(organization, name).includes(parent))
    throw new ApiError(
      'INVALID_ARGUMENT',
      `Role (${role}) does not exist in the resource's hierarchy.`,
    );
  if (permissionsOf(organization, role) === undefined)
    throw new ApiError('INVALID_ARGUMENT', `Role ${role} is not supported for this resource.`);
}

function checkCondition(role: string, { expression }: { readonly expression: string }): void {
  if (BASIC_ROLES.includes(role))
    throw new ApiError('INVALID_ARGUMENT', "Conditions can't be set on primitive roles");
  if (!isCondition(expression))
    throw new ApiError('INVALID_ARGUMENT', 'Condition expression compilation failed.');
}

function refusePublic(members: readonly string[]): void {
  if (members.some((member) => /^all(Authenticated)?Users$/.test(member)))
    throw new ApiError(
      'INVALID_ARGUMENT',
      'Principals of type allUsers and allAuthenticatedUsers cannot be added to this resource.',
    );
}
