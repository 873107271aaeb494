import { audited } from '../../audit/audited.ts';
import type { Call } from '../../http/call.ts';
import { lineage } from '../../organization/hierarchy.ts';

type Json = Readonly<Record<string, unknown>>;

const TYPE = 'type.googleapis.com/google.iam.admin.v1';

/** Runs a change of a custom role and writes its entry into the log of the project or organization that holds it. */
export function auditedOnRole<T extends Json>(
  call: Call,
  name: string,
  method: 'CreateRole' | 'UpdateRole' | 'DeleteRole' | 'UndeleteRole',
  request: Json,
  run: () => T,
): T {
  const { organization } = call;
  const [collection, id = ''] = name.split('/');
  const parent = `${collection}/${id}`;
  // Outside this organization there is no log that could hold the entry.
  if (lineage(organization, parent).length === 0) return run();
  const before = organization.roles.get(name)?.permissions ?? [];
  const spec = {
    serviceName: 'iam.googleapis.com',
    methodName: `google.iam.admin.v1.${method}`,
    resourceName: name,
    resource: {
      type: 'iam_role',
      labels: { project_id: collection === 'projects' ? id : '', role_name: name },
    },
    parent,
    request: { '@type': `${TYPE}.${method}Request`, ...request },
    response: loggedRole,
    ...(method === 'CreateRole' || method === 'UpdateRole'
      ? { serviceData: (answer: Json) => permissionDelta(before, permissionsIn(answer)) }
      : {}),
  };
  return audited(call, spec, run);
}

/** IAM logs the names of its proto fields. */
export function loggedRole({ includedPermissions, ...rest }: Json): Json {
  const permissions =
    includedPermissions === undefined ? {} : { included_permissions: includedPermissions };
  return { '@type': `${TYPE}.Role`, ...rest, ...permissions };
}

function permissionDelta(before: readonly string[], after: readonly string[]): Json {
  const added = after.filter((one) => !before.includes(one));
  const removed = before.filter((one) => !after.includes(one));
  return {
    '@type': `${TYPE}.AuditData`,
    permissionDelta: {
      ...(added.length > 0 ? { addedPermissions: added } : {}),
      ...(removed.length > 0 ? { removedPermissions: removed } : {}),
    },
  };
}

function permissionsIn(answer: Json): readonly string[] {
  return (answer['includedPermissions'] ?? []) as readonly string[];
}
