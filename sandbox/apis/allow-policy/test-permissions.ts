import { ApiError } from '../../http/api-error.ts';
import type { Call } from '../../http/call.ts';
import { allows, type Target } from '../../organization/authorize.ts';
import { readBody } from '../read-body.ts';
import { TestIamPermissionsBody } from './messages.ts';

/** Answers testIamPermissions: those of the asked permissions that the caller holds, in the order asked. */
export function testPermissions(call: Call, target: Target): Readonly<Record<string, unknown>> {
  const { permissions } = readBody(call, TestIamPermissionsBody);
  const odd = permissions.find((one) => !/^[a-zA-Z0-9]+(\.[a-zA-Z0-9./]+)*\.[a-zA-Z]+$/.test(one));
  if (odd !== undefined)
    throw new ApiError('INVALID_ARGUMENT', `Permission ${odd} is not valid for this resource.`);
  const held = permissions.filter((one) => allows(call.organization, call.principal, one, target));
  return held.length > 0 ? { permissions: held } : {};
}
