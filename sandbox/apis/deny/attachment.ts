import { ApiError } from '../../http/api-error.ts';
import type { Call } from '../../http/call.ts';
import { permit } from '../../http/permit.ts';
import { findProject } from '../../organization/hierarchy.ts';
import type { DenyPolicy, Organization } from '../../organization/state.ts';
import { type NodeCollection, nodeTarget } from '../../organization/targets.ts';
import { nodeName } from '../resource-manager/nodes.ts';

/** What a deny policy is attached to. */
export interface Attachment {
  readonly collection: NodeCollection;
  /** As the caller wrote it. */
  readonly id: string;
  /** Under which its policies are kept. */
  readonly name: string;
}

const POINT = /^cloudresourcemanager\.googleapis\.com\/(projects|folders|organizations)\/([^/]+)$/;

/** Reads the attachment point of the path. Some clients encode it twice. */
export function attachmentOf(call: Call): Attachment {
  const point = (call.params['point'] ?? '').replace(/%2f/gi, '/').replace(/%3a/gi, ':');
  const [, collection, id = ''] = POINT.exec(point) ?? [];
  if (collection !== 'projects' && collection !== 'folders' && collection !== 'organizations')
    throw new ApiError(
      'INVALID_ARGUMENT',
      `The attachment point "${point}" is not valid: it is the URL-encoded name of a project, folder or organization, e.g. cloudresourcemanager.googleapis.com%2Fprojects%2FPROJECT.`,
    );
  return { collection, id, name: nodeName(call.organization, collection, id) };
}

export function permitDeny(call: Call, verb: string, { collection, id }: Attachment): void {
  const shownAs = `cloudresourcemanager.googleapis.com/${collection}/${id}`;
  permit(call, `iam.denypolicies.${verb}`, nodeTarget(collection, id), {
    shownAs,
    domain: 'iam.googleapis.com',
    text: `Permission iam.googleapis.com/denypolicies.${verb} denied on resource ${shownAs}`,
  });
}

/** Names in answers hold a project's number, whatever the caller wrote; `name` is relative, e.g. `projects/ID`. */
export function denyPolicyName(organization: Organization, name: string, policy: string): string {
  const [collection, id = ''] = name.split('/');
  const number = collection === 'projects' ? findProject(organization, id)?.number : undefined;
  return `policies/cloudresourcemanager.googleapis.com%2F${collection}%2F${number ?? encodeURIComponent(id)}/denypolicies/${policy}`;
}

/** The policy as it is answered; a list leaves the rules out. */
export function denyPolicyView(
  organization: Organization,
  name: string,
  policy: DenyPolicy,
): Readonly<Record<string, unknown>> {
  const { id, uid, displayName, annotations, etag, created, updated } = policy;
  return {
    name: denyPolicyName(organization, name, id),
    uid,
    kind: 'DenyPolicy',
    ...(displayName === '' ? {} : { displayName }),
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    etag,
    createTime: new Date(created).toISOString(),
    updateTime: new Date(updated).toISOString(),
    ...(policy.rules.length === 0 ? {} : { rules: policy.rules.map(shownRule) }),
  };
}

function shownRule({ description, denyRule }: DenyPolicy['rules'][number]) {
  const filled = Object.entries(denyRule).filter(
    ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
  );
  return {
    ...(description === '' ? {} : { description }),
    denyRule: Object.fromEntries(filled),
  };
}
