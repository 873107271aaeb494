import { ApiError, badField } from '../../http/api-error.ts';
import { type Call, type Route, route } from '../../http/call.ts';
import type { CustomConstraint } from '../../organization/custom-constraint.ts';
import { pageRequest, takePage } from '../page.ts';
import { readBody } from '../read-body.ts';
import { auditSpec } from './audit-spec.ts';
import { acceptConstraint, CustomConstraintBody } from './custom-constraint-body.ts';
import { auditedOnNode, type PolicyNode, permitOrgPolicy, policyNode } from './nodes.ts';

type Json = Readonly<Record<string, unknown>>;

/** What follows `custom.`: https://cloud.google.com/resource-manager/docs/organization-policy/creating-managing-custom-constraints */
const ID = /^custom\.[A-Za-z0-9]{1,71}$/;

function getConstraint(call: Call, node: PolicyNode): Json {
  permitOrgPolicy(call, 'orgpolicy.customConstraints.get', node);
  const id = idOf(call);
  return view(node, id, existing(call, id));
}

function listConstraints(call: Call, node: PolicyNode): Json {
  permitOrgPolicy(call, 'orgpolicy.customConstraints.list', node);
  const all = [...call.organization.customConstraints]
    .flatMap(([id, one]) => (one === 'deleted' ? [] : [{ id, one }]))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const { items, ...next } = takePage(all, ({ id }) => id, pageRequest(call.query, 100, 100));
  const customConstraints = items.map(({ id, one }) => view(node, id, one));
  return { ...(customConstraints.length > 0 ? { customConstraints } : {}), ...next };
}

function createConstraint(call: Call, node: PolicyNode): Json {
  const body = readBody(call, CustomConstraintBody);
  const id = body.name.split('/').at(-1) ?? '';
  const spec = auditSpec('CreateCustomConstraint', fullName(node, id), {
    parent: node.name,
    customConstraint: body,
  });
  return auditedOnNode(call, node, spec, () => {
    permitOrgPolicy(call, 'orgpolicy.customConstraints.create', node);
    if (!ID.test(id) || body.name !== fullName(node, id))
      throw badField(
        `The name reads ${fullName(node, 'custom.NAME')}, NAME being 1 to 71 letters and digits.`,
        'name',
      );
    const before = call.organization.customConstraints.get(id);
    if (before === 'deleted')
      throw new ApiError(
        'FAILED_PRECONDITION',
        `The custom constraint ${id} was deleted, and its name cannot be used again.`,
      );
    if (before !== undefined)
      throw new ApiError('ALREADY_EXISTS', 'Requested entity already exists');
    return write(call, node, id, body);
  });
}

function updateConstraint(call: Call, node: PolicyNode): Json {
  const body = readBody(call, CustomConstraintBody);
  const id = idOf(call);
  const spec = auditSpec('UpdateCustomConstraint', fullName(node, id), { customConstraint: body });
  return auditedOnNode(call, node, spec, () => {
    permitOrgPolicy(call, 'orgpolicy.customConstraints.update', node);
    const { resourceTypes } = existing(call, id);
    if (body.resourceTypes.join() !== resourceTypes.join())
      throw badField('The resource types cannot be changed.', 'resourceTypes');
    return write(call, node, id, body);
  });
}

function deleteConstraint(call: Call, node: PolicyNode): Json {
  const id = idOf(call);
  const spec = auditSpec('DeleteCustomConstraint', fullName(node, id), {});
  return auditedOnNode(call, node, spec, () => {
    permitOrgPolicy(call, 'orgpolicy.customConstraints.delete', node);
    existing(call, id);
    call.organization.customConstraints.set(id, 'deleted');
    return {};
  });
}

function write(call: Call, node: PolicyNode, id: string, body: CustomConstraintBody): Json {
  const constraint = acceptConstraint(body, call.organization.now());
  call.organization.customConstraints.set(id, constraint);
  return view(node, id, constraint);
}

function idOf(call: Call): string {
  return call.params['constraint'] ?? '';
}

function existing(call: Call, id: string): CustomConstraint {
  const found = call.organization.customConstraints.get(id);
  if (found === undefined || found === 'deleted')
    throw new ApiError('NOT_FOUND', 'Requested entity was not found.');
  return found;
}

function fullName({ name }: PolicyNode, id: string): string {
  return `${name}/customConstraints/${id}`;
}

function view(
  node: PolicyNode,
  id: string,
  { displayName, description, updated, ...rest }: CustomConstraint,
): Json {
  return {
    name: fullName(node, id),
    ...rest,
    ...(displayName === '' ? {} : { displayName }),
    ...(description === '' ? {} : { description }),
    updateTime: new Date(updated).toISOString(),
  };
}

const ALL = '/v2/organizations/{organization}/customConstraints';
const on = (handle: (call: Call, node: PolicyNode) => Json) => (call: Call) =>
  handle(call, policyNode(call, 'organizations'));

/** https://cloud.google.com/resource-manager/docs/reference/orgpolicy/rest/v2/organizations.customConstraints */
export const customConstraintRoutes: readonly Route[] = [
  route('GET', ALL, on(listConstraints)),
  route('POST', ALL, on(createConstraint)),
  route('GET', `${ALL}/{constraint}`, on(getConstraint)),
  route('PATCH', `${ALL}/{constraint}`, on(updateConstraint)),
  route('DELETE', `${ALL}/{constraint}`, on(deleteConstraint)),
];
