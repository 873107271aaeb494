import { z } from 'zod';
import { ApiError } from '../../http/api-error.ts';
import type { Call } from '../../http/call.ts';
import type { ConditionContext } from '../../organization/condition.ts';
import { rolePermission } from '../../organization/deny-permission.ts';
import { integer, readBody } from '../read-body.ts';
import { targetOf } from './target.ts';
import { type Access, type ExplainedPolicy, troubleshoot } from './troubleshoot.ts';
import { type Denial, type ExplainedDenyResource, troubleshootDeny } from './troubleshoot-deny.ts';

const Body = z.strictObject({
  accessTuple: z
    .strictObject({
      principal: z.string().default(''),
      fullResourceName: z.string().default(''),
      permission: z.string().default(''),
      permissionFqdn: z.string().optional(),
      conditionContext: z
        .strictObject({
          resource: z
            .strictObject({
              service: z.string().optional(),
              name: z.string().optional(),
              type: z.string().optional(),
            })
            .optional(),
          destination: z
            .strictObject({ ip: z.string().optional(), port: integer.optional() })
            .optional(),
          request: z.strictObject({ receiveTime: z.string().optional() }).optional(),
          effectiveTags: z.array(z.unknown()).optional(),
        })
        .optional(),
    })
    .prefault({}),
});
type AccessTuple = z.output<typeof Body>['accessTuple'];

/** Reads the request that v3 and v2alpha1 share, and answers it. */
export function troubleshootCall(call: Call): {
  readonly tuple: AccessTuple;
  readonly access: Access;
  readonly policies: readonly ExplainedPolicy[];
  readonly denial: Denial;
  readonly denyResources: readonly ExplainedDenyResource[];
} {
  const { accessTuple: tuple } = readBody(call, Body);
  const target = targetOf(call.organization, tuple.fullResourceName);
  const { resource, request } = tuple.conditionContext ?? {};
  const context: ConditionContext = {
    resource: {
      name: resource?.name ?? target.fullName,
      service: resource?.service ?? target.service,
      type: resource?.type ?? target.type,
    },
    time: request?.receiveTime === undefined ? undefined : timeOf(request.receiveTime),
  };
  const permission = v1Permission(tuple.permission);
  const member = memberOf(tuple.principal);
  const asked = tuple.fullResourceName;
  const allowed = troubleshoot(call, member, permission, target, asked, context);
  const { denial, resources } = troubleshootDeny(call, member, permission, target);
  return { tuple, ...allowed, denial, denyResources: resources };
}

function v1Permission(permission: string): string {
  if (!/^[a-zA-Z0-9]+[.\w/]*\.\w+$/.test(permission))
    throw new ApiError('INVALID_ARGUMENT', `The permission "${permission}" is not valid.`);
  return rolePermission(permission);
}

/** Only accounts can be asked about, by their addresses alone. */
function memberOf(principal: string): string {
  if (!/^[^\s@:]+@[^\s@:]+$/.test(principal))
    throw new ApiError(
      'INVALID_ARGUMENT',
      `The principal "${principal}" is not valid: it must be the email address of a Google Account or a service account.`,
    );
  const address = principal.toLowerCase();
  return `${address.endsWith('gserviceaccount.com') ? 'serviceAccount' : 'user'}:${address}`;
}

function timeOf(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime()))
    throw new ApiError('INVALID_ARGUMENT', `The receive time "${text}" is not a timestamp.`);
  return time;
}
