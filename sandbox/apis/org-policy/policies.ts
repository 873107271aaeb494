import { ApiError } from '../../http/api-error.ts';
import { type Call, type Route, route } from '../../http/call.ts';
import {
  constraintDefault,
  isSet,
  knownConstraints,
  setConstraint,
} from '../../organization/constraints.ts';
import type { NodeCollection } from '../../organization/targets.ts';
import { pageRequest, takePage } from '../page.ts';
import { readBody } from '../read-body.ts';
import { auditSpec } from './audit-spec.ts';
import { enforcedBy, PolicyBody } from './body.ts';
import {
  auditedOnNode,
  checkEtag,
  type KeptPolicy,
  keptPolicies,
  keptPolicy,
  numberedName,
  type PolicyNode,
  permitOrgPolicy,
  policyNode,
} from './nodes.ts';

type Json = Readonly<Record<string, unknown>>;

function getPolicy(call: Call, node: PolicyNode): Json {
  permitOrgPolicy(call, 'orgpolicy.policy.get', node);
  const kept = keptPolicy(call, node, call.params['policy'] ?? '');
  if (kept === undefined) throw notFound();
  return view(call, node, kept);
}

function getEffective(call: Call, node: PolicyNode): Json {
  permitOrgPolicy(call, 'orgpolicy.policy.get', node);
  const constraint = knownConstraint(call, call.params['policy'] ?? '');
  const enforce = isSet(call.organization, node.name, constraint);
  return {
    name: `${numberedName(call, node)}/policies/${constraint}`,
    spec: { rules: [{ enforce }] },
  };
}

function listPolicies(call: Call, node: PolicyNode): Json {
  permitOrgPolicy(call, 'orgpolicy.policies.list', node);
  const request = pageRequest(call.query, 100, 100);
  const { items, ...next } = takePage(keptPolicies(call, node), (one) => one.constraint, request);
  const policies = items.map((kept) => view(call, node, kept));
  return { ...(policies.length > 0 ? { policies } : {}), ...next };
}

function listConstraints(call: Call, node: PolicyNode): Json {
  permitOrgPolicy(call, 'orgpolicy.constraints.list', node);
  const all = knownConstraints(call.organization);
  const { items, ...next } = takePage(all, String, pageRequest(call.query, 1000, 1000));
  const constraints = items.map((constraint) => ({
    name: `${numberedName(call, node)}/constraints/${constraint}`,
    constraintDefault: constraintDefault(constraint) ? 'DENY' : 'ALLOW',
    booleanConstraint: {},
  }));
  return { constraints, ...next };
}

function createPolicy(call: Call, node: PolicyNode): Json {
  const body = readBody(call, PolicyBody);
  const asked = body.name.split('/').at(-1) ?? '';
  const spec = auditSpec('CreatePolicy', `${node.name}/policies/${asked}`, {
    parent: node.name,
    policy: body,
  });
  return auditedOnNode(call, node, spec, () => {
    permitOrgPolicy(call, 'orgpolicy.policies.create', node);
    const constraint = knownConstraint(call, asked);
    if (keptPolicy(call, node, constraint) !== undefined)
      throw new ApiError('ALREADY_EXISTS', 'Requested entity already exists');
    return write(call, node, constraint, body);
  });
}

function updatePolicy(call: Call, node: PolicyNode): Json {
  const body = readBody(call, PolicyBody);
  const constraint = call.params['policy'] ?? '';
  const spec = auditSpec('UpdatePolicy', `${node.name}/policies/${constraint}`, { policy: body });
  return auditedOnNode(call, node, spec, () => {
    permitOrgPolicy(call, 'orgpolicy.policies.update', node);
    const kept = keptPolicy(call, node, constraint);
    if (kept === undefined) throw notFound();
    checkEtag(kept, body.etag);
    checkEtag(kept, body.spec?.etag ?? '');
    return write(call, node, constraint, body);
  });
}

function deletePolicy(call: Call, node: PolicyNode): Json {
  const constraint = call.params['policy'] ?? '';
  const spec = auditSpec('DeletePolicy', `${node.name}/policies/${constraint}`, {});
  return auditedOnNode(call, node, spec, () => {
    permitOrgPolicy(call, 'orgpolicy.policies.delete', node);
    const kept = keptPolicy(call, node, constraint);
    if (kept === undefined) throw notFound();
    checkEtag(kept, call.query.get('etag') ?? '');
    setConstraint(call.organization, node.name, constraint, undefined);
    return {};
  });
}

function write(call: Call, node: PolicyNode, constraint: string, body: PolicyBody): Json {
  setConstraint(call.organization, node.name, constraint, enforcedBy(constraint, body));
  const kept = keptPolicy(call, node, constraint);
  return kept === undefined ? {} : view(call, node, kept);
}

function view(call: Call, node: PolicyNode, { constraint, enforced, version }: KeptPolicy): Json {
  const updateTime = new Date(version.updated).toISOString();
  return {
    name: `${numberedName(call, node)}/policies/${constraint}`,
    spec: { etag: version.etag, updateTime, rules: [{ enforce: enforced }] },
    etag: version.etag,
  };
}

function knownConstraint(call: Call, constraint: string): string {
  if (!knownConstraints(call.organization).includes(constraint)) throw notFound();
  return constraint;
}

function notFound(): ApiError {
  return new ApiError('NOT_FOUND', 'Requested entity was not found.');
}

function routesOf(collection: NodeCollection): readonly Route[] {
  const node = `/v2/${collection}/{${collection.slice(0, -1)}}`;
  const on = (handle: (call: Call, node: PolicyNode) => Json) => (call: Call) =>
    handle(call, policyNode(call, collection));
  return [
    route('GET', `${node}/constraints`, on(listConstraints)),
    route('GET', `${node}/policies`, on(listPolicies)),
    route('POST', `${node}/policies`, on(createPolicy)),
    route('GET', `${node}/policies/{policy}`, on(getPolicy)),
    route('PATCH', `${node}/policies/{policy}`, on(updatePolicy)),
    route('DELETE', `${node}/policies/{policy}`, on(deletePolicy)),
    route('GET', `${node}/policies/{policy}:getEffectivePolicy`, on(getEffective)),
  ];
}

/** Organization policies with boolean constraints: https://cloud.google.com/resource-manager/docs/reference/orgpolicy/rest */
export const orgPolicyRoutes: readonly Route[] = [
  ...routesOf('projects'),
  ...routesOf('folders'),
  ...routesOf('organizations'),
];
