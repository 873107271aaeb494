import { ApiError } from '../../http/api-error.ts';
import type { Organization } from '../../organization/state.ts';

const CONSTRAINT = 'constraints/iam.allowedPolicyMemberDomains';

/**
 * Refuses a policy that names a member of a domain which the organization does not share with. Accounts and service
 * agents are its own, since policies take no others. `name` is that of the policy's holder.
 * https://cloud.google.com/resource-manager/docs/organization-policy/restricting-domains
 */
export function requireMemberDomains(
  organization: Organization,
  name: string,
  members: readonly string[],
): void {
  const { memberDomains } = organization;
  if (memberDomains === undefined) return;
  const foreign = [...new Set(members)].filter((member) => !isShared(memberDomains, member));
  if (foreign.length === 0) return;
  const violations = foreign.map((member) => {
    const value = member.replace(/^\w+:/, '');
    return {
      type: CONSTRAINT,
      subject: `orgpolicy:${subjectOf(organization, name)}?configvalue=${value}`,
      description: `User ${value} is not in permitted organization.`,
    };
  });
  throw new ApiError(
    'FAILED_PRECONDITION',
    'One or more users named in the policy do not belong to a permitted customer.',
    [{ '@type': 'type.googleapis.com/google.rpc.PreconditionFailure', violations }],
  );
}

function isShared(domains: readonly string[], member: string): boolean {
  if (/^all(Authenticated)?Users$/.test(member)) return false;
  const [, kind, value = ''] = /^(?:deleted:)?(user|group|domain):([^?]+)/.exec(member) ?? [];
  if (kind === undefined) return true;
  return domains.includes(kind === 'domain' ? value : (value.split('@')[1] ?? ''));
}

function subjectOf(organization: Organization, name: string): string {
  const [collection, id = ''] = name.split('/');
  const account = collection === 'serviceAccounts' ? organization.accounts.get(id) : undefined;
  return account === undefined
    ? name
    : `projects/${account.project}/serviceAccounts/${account.email}`;
}
