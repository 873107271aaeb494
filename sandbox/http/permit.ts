import type { AuthorizationCheck } from '../audit/entry-log.ts';
import { allows, type Target } from '../organization/authorize.ts';
import { ApiError, errorInfo } from './api-error.ts';
import type { Call } from './call.ts';

export interface PermitOptions {
  /** The resource as the audit entry and the refusal name it; the target's relative name when left out. */
  readonly shownAs?: string;
  /** The refusal's text; Google's general one when left out. */
  readonly text?: string;
  /** The API that refuses, as the error's details name it; the target's own when left out. */
  readonly domain?: string;
  readonly type?: AuthorizationCheck['permissionType'];
}

/** Whether the caller holds the permission; the check goes into the call's audit entry. */
export function permitted(
  call: Call,
  permission: string,
  target: Target,
  options: PermitOptions = {},
): boolean {
  const granted = allows(call.organization, call.principal, permission, target);
  call.checks.push({
    permission,
    resource: options.shownAs ?? target.name,
    granted,
    permissionType: options.type ?? 'ADMIN_WRITE',
  });
  return granted;
}

/** Lets the call pass or refuses it with 403 and Google's own words. */
export function permit(
  call: Call,
  permission: string,
  target: Target,
  options: PermitOptions = {},
): void {
  if (permitted(call, permission, target, options)) return;
  const shownAs = options.shownAs ?? target.name;
  const text =
    options.text ??
    `Permission '${permission}' denied on resource '${shownAs}' (or it may not exist).`;
  throw new ApiError('PERMISSION_DENIED', text, [
    errorInfo('IAM_PERMISSION_DENIED', options.domain ?? target.service, {
      permission,
      resource: shownAs,
    }),
  ]);
}
