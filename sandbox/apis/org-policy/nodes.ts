import { audited } from '../../audit/audited.ts';
import { ApiError } from '../../http/api-error.ts';
import type { Call } from '../../http/call.ts';
import { permit } from '../../http/permit.ts';
import { sameEtag } from '../../organization/etag.ts';
import { findProject, lineage } from '../../organization/hierarchy.ts';
import type { ConstraintVersion } from '../../organization/state.ts';
import { type NodeCollection, nodeTarget } from '../../organization/targets.ts';
import { nodeName, nodeResource } from '../resource-manager/nodes.ts';

type Json = Readonly<Record<string, unknown>>;

/** The node whose organization policies a call is about. */
export interface PolicyNode {
  readonly collection: NodeCollection;
  readonly id: string;
  /** Under which its policies are kept. */
  readonly name: string;
}

/** A policy as it is kept: what was set, and when. */
export interface KeptPolicy {
  readonly constraint: string;
  readonly enforced: boolean;
  readonly version: ConstraintVersion;
}

export function policyNode(call: Call, collection: NodeCollection): PolicyNode {
  const id = call.params[collection.slice(0, -1)] ?? '';
  return { collection, id, name: nodeName(call.organization, collection, id) };
}

/** The Organization Policy API names the node by its full name, and projects by what the caller wrote. */
export function permitOrgPolicy(call: Call, permission: string, node: PolicyNode): void {
  const shownAs = `//cloudresourcemanager.googleapis.com/${node.collection}/${node.id}`;
  permit(call, permission, nodeTarget(node.collection, node.id), {
    shownAs,
    domain: 'orgpolicy.googleapis.com',
  });
}

/** Answers carry the project's number, whatever the caller wrote. */
export function numberedName(call: Call, node: PolicyNode): string {
  const project =
    node.collection === 'projects' ? findProject(call.organization, node.id) : undefined;
  return `${node.collection}/${project?.number ?? node.id}`;
}

export function keptPolicies(call: Call, node: PolicyNode): readonly KeptPolicy[] {
  const { constraints, constraintVersions } = call.organization;
  return [...(constraints.get(node.name) ?? [])].flatMap(([constraint, enforced]) => {
    const version = constraintVersions.get(`${node.name}/policies/${constraint}`);
    return version === undefined ? [] : [{ constraint, enforced, version }];
  });
}

export function keptPolicy(
  call: Call,
  node: PolicyNode,
  constraint: string,
): KeptPolicy | undefined {
  return keptPolicies(call, node).find((one) => one.constraint === constraint);
}

export function checkEtag(kept: KeptPolicy | undefined, etag: string): void {
  if (etag !== '' && !sameEtag(etag, kept?.version.etag ?? ''))
    throw new ApiError(
      'ABORTED',
      'There were concurrent policy changes. Please retry the whole read-modify-write with exponential backoff.',
    );
}

/** Runs a mutating call and writes its entry into the node's own log. */
export function auditedOnNode<T extends Json>(
  call: Call,
  node: PolicyNode,
  spec: {
    readonly serviceName: string;
    readonly methodName: string;
    readonly resourceName: string;
    readonly request: Json;
  },
  run: () => T,
): T {
  if (lineage(call.organization, node.name).length === 0) return run();
  const resource = nodeResource(node.name);
  return audited(call, { ...spec, resource, parent: node.name, response: (answer) => answer }, run);
}
