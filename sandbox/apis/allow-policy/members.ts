import { parseServiceAccount } from '../../../shared/domain/service-account.ts';
import { ApiError } from '../../http/api-error.ts';
import { findAccount, findProject } from '../../organization/hierarchy.ts';
import { seenUntil } from '../../organization/propagation.ts';
import { CLOUD_RUN } from '../../organization/service-agent.ts';
import type { Organization } from '../../organization/state.ts';

const SERVICE_AGENT = /^(?:service-(org-)?)?(\d+)@/;
const DELETED = /^deleted:(user|group|serviceAccount):([^?]+)\?uid=(\d+)$/;

/**
 * The member as Google keeps it (addresses in lower case), or its refusal. Users, groups and domains are taken
 * unseen, service accounts must exist. https://cloud.google.com/iam/docs/principal-identifiers
 */
export function acceptMember(organization: Organization, member: string): string {
  if (member === 'allUsers' || member === 'allAuthenticatedUsers') return member;
  const deleted = DELETED.exec(member);
  if (deleted !== null) return acceptDeleted(organization, member, deleted[3] ?? '');
  const [kind, value = ''] = member.split(/:(.*)/s);
  const address = value.toLowerCase();
  switch (kind) {
    case 'user':
    case 'group':
      return `${kind}:${accountAddress(kind, address)}`;
    case 'serviceAccount':
      return `${kind}:${existingAccount(organization, address)}`;
    case 'domain':
      if (/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(address)) return `${kind}:${address}`;
      throw malformed();
    case 'principal':
    case 'principalSet':
      if (value.startsWith('//')) return member;
      throw malformed();
    default:
      throw malformed();
  }
}

function accountAddress(kind: string, address: string): string {
  if (!/^[^\s@:]+@[^\s@:]+$/.test(address)) throw malformed();
  if (parseServiceAccount(address).kind !== 'malformed')
    throw new ApiError(
      'INVALID_ARGUMENT',
      `Principal ${kind}:${address} is of type "serviceAccount". The principal should appear as "serviceAccount:${address}". See https://cloud.google.com/iam/help/members/types for additional documentation.`,
    );
  return address;
}

function existingAccount(organization: Organization, address: string): string {
  if (!/^[^\s@:]+@[^\s@:]+$/.test(address)) throw malformed();
  if (!accountExists(organization, address))
    throw new ApiError('INVALID_ARGUMENT', `Service account ${address} does not exist.`);
  return address;
}

/** A new account is seen by policies only after the organization's propagation time. */
function accountExists(organization: Organization, address: string): boolean {
  const account = findAccount(organization, address);
  if (account !== undefined) return account.created <= seenUntil(organization);
  if (parseServiceAccount(address).kind !== 'service-agent') return false;
  const [, ofOrganization, number] = SERVICE_AGENT.exec(address) ?? [];
  // Those without a number are Google's own, not any customer's.
  if (number === undefined) return address.endsWith('@system.gserviceaccount.com');
  if (ofOrganization !== undefined) return number === organization.number;
  const project = findProject(organization, number);
  // Google makes Cloud Run's when the API is enabled.
  if (address.endsWith('@serverless-robot-prod.iam.gserviceaccount.com'))
    return project?.services.has(CLOUD_RUN) === true;
  return project !== undefined;
}

/** Reading a policy gives deleted members, so writing it back must take them; an undeleted account gets its name back. */
function acceptDeleted(organization: Organization, member: string, uid: string): string {
  const account = organization.accounts.get(uid);
  if (account === undefined && member.includes(':serviceAccount:')) throw malformed();
  if (account === undefined || account.deleted !== undefined) return member;
  return `serviceAccount:${account.email}`;
}

function malformed(): ApiError {
  return new ApiError('INVALID_ARGUMENT', 'Policy members must be of the form "<type>:<value>".');
}
