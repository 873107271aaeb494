import { z } from 'zod';
import { ApiError } from '../../http/api-error.ts';
import { type Call, type Route, route } from '../../http/call.ts';
import {
  constraintDefault,
  isSet,
  knownConstraints,
  setConstraint,
} from '../../organization/constraints.ts';
import type { NodeCollection } from '../../organization/targets.ts';
import {
  auditedOnNode,
  checkEtag,
  type KeptPolicy,
  keptPolicies,
  keptPolicy,
  type PolicyNode,
  permitOrgPolicy,
  policyNode,
} from '../org-policy/nodes.ts';
import { pageOf, takePage } from '../page.ts';
import { integer, readBody } from '../read-body.ts';

type Json = Readonly<Record<string, unknown>>;

const SetBody = z.strictObject({
  policy: z
    .strictObject({
      constraint: z.string().default(''),
      version: integer.optional(),
      etag: z.string().default(''),
      updateTime: z.string().optional(),
      booleanPolicy: z.strictObject({ enforced: z.boolean().default(false) }).optional(),
      listPolicy: z.record(z.string(), z.unknown()).optional(),
      restoreDefault: z.strictObject({}).optional(),
    })
    .prefault({}),
});
const NamedBody = z.strictObject({
  constraint: z.string().default(''),
  etag: z.string().default(''),
});
const ListBody = z.strictObject({
  pageSize: integer.default(0),
  pageToken: z.string().default(''),
});

function setPolicy(call: Call, node: PolicyNode): Json {
  const { policy } = readBody(call, SetBody);
  return auditedOnNode(call, node, auditSpec('SetOrgPolicy', node, { policy }), () => {
    permitOrgPolicy(call, 'orgpolicy.policy.set', node);
    const constraint = known(call, policy.constraint);
    checkEtag(keptPolicy(call, node, constraint), policy.etag);
    if (policy.booleanPolicy === undefined && policy.restoreDefault === undefined)
      throw new ApiError(
        'INVALID_ARGUMENT',
        `constraints/${constraint} is a boolean constraint: its policy holds booleanPolicy or restoreDefault.`,
      );
    const enforced = policy.booleanPolicy?.enforced ?? constraintDefault(constraint);
    setConstraint(call.organization, node.name, constraint, enforced);
    const kept = keptPolicy(call, node, constraint);
    return kept === undefined ? {} : view(kept);
  });
}

function clearPolicy(call: Call, node: PolicyNode): Json {
  const body = readBody(call, NamedBody);
  return auditedOnNode(call, node, auditSpec('ClearOrgPolicy', node, body), () => {
    permitOrgPolicy(call, 'orgpolicy.policy.set', node);
    const constraint = known(call, body.constraint);
    checkEtag(keptPolicy(call, node, constraint), body.etag);
    setConstraint(call.organization, node.name, constraint, undefined);
    return {};
  });
}

function getPolicy(call: Call, node: PolicyNode): Json {
  const body = readBody(call, NamedBody);
  permitOrgPolicy(call, 'orgpolicy.policy.get', node);
  const constraint = known(call, body.constraint);
  const kept = keptPolicy(call, node, constraint);
  return kept === undefined ? { constraint: `constraints/${constraint}` } : view(kept);
}

function getEffective(call: Call, node: PolicyNode): Json {
  const body = readBody(call, NamedBody);
  permitOrgPolicy(call, 'orgpolicy.policy.get', node);
  const constraint = known(call, body.constraint);
  const enforced = isSet(call.organization, node.name, constraint);
  return { constraint: `constraints/${constraint}`, booleanPolicy: enforced ? { enforced } : {} };
}

function listPolicies(call: Call, node: PolicyNode): Json {
  const { pageSize, pageToken } = readBody(call, ListBody);
  permitOrgPolicy(call, 'orgpolicy.policies.list', node);
  const request = pageOf(pageSize, pageToken, 100, 1000);
  const { items, ...next } = takePage(keptPolicies(call, node), (one) => one.constraint, request);
  return { ...(items.length > 0 ? { policies: items.map(view) } : {}), ...next };
}

function view({ constraint, enforced, version }: KeptPolicy): Json {
  return {
    constraint: `constraints/${constraint}`,
    etag: version.etag,
    updateTime: new Date(version.updated).toISOString(),
    booleanPolicy: enforced ? { enforced } : {},
  };
}

function known(call: Call, constraint: string): string {
  const bare = constraint.replace(/^constraints\//, '');
  if (!knownConstraints(call.organization).includes(bare))
    throw new ApiError(
      'INVALID_ARGUMENT',
      `The local organization has no constraint constraints/${bare}. It has ${knownConstraints(call.organization).join(', ')}.`,
    );
  return bare;
}

function auditSpec(methodName: string, node: PolicyNode, request: Json) {
  return {
    serviceName: 'cloudresourcemanager.googleapis.com',
    methodName,
    resourceName: node.name,
    request: {
      '@type': `type.googleapis.com/google.cloud.OrgPolicy.v1.${methodName}Request`,
      resource: node.name,
      ...request,
    },
  };
}

function routesOf(collection: NodeCollection): readonly Route[] {
  const node = `/v1/${collection}/{${collection.slice(0, -1)}}`;
  const on = (handle: (call: Call, node: PolicyNode) => Json) => (call: Call) =>
    handle(call, policyNode(call, collection));
  return [
    route('POST', `${node}:setOrgPolicy`, on(setPolicy)),
    route('POST', `${node}:clearOrgPolicy`, on(clearPolicy)),
    route('POST', `${node}:getOrgPolicy`, on(getPolicy)),
    route('POST', `${node}:getEffectiveOrgPolicy`, on(getEffective)),
    route('POST', `${node}:listOrgPolicies`, on(listPolicies)),
  ];
}

/** Organization policies as `gcloud resource-manager org-policies` still sets them, through Resource Manager v1. */
export const resourceManagerOrgPolicyRoutes: readonly Route[] = [
  ...routesOf('projects'),
  ...routesOf('folders'),
  ...routesOf('organizations'),
];
