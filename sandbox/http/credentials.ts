import { findAccount } from '../organization/hierarchy.ts';
import type { Organization } from '../organization/state.ts';
import { ApiError, errorInfo } from './api-error.ts';

/** Who calls, and on whose behalf a short-lived token was made. */
export interface Caller {
  readonly principal: string;
  readonly delegate: string | undefined;
}

const TOKEN = /^Bearer sandbox:((?:user|serviceAccount):[^\s~]+)(?:~(\S+))?$/;

/** The token that stands for a principal here; `delegate` is who asked IAM Credentials for it. */
export function tokenFor(principal: string, delegate?: string): string {
  return `sandbox:${principal}${delegate === undefined ? '' : `~${delegate}`}`;
}

/** Reads `Authorization: Bearer sandbox:PRINCIPAL`; a disabled or deleted account gets no further, as at Google. */
export function callerOf(organization: Organization, authorization: string | undefined): Caller {
  const match = TOKEN.exec(authorization ?? '');
  const principal = match?.[1];
  if (principal === undefined)
    throw unauthenticated(
      'Request is missing required authentication credential. Send "Authorization: Bearer sandbox:user:dev@example.com", or another principal of the local organization.',
    );
  if (
    principal.startsWith('serviceAccount:') &&
    !principal.endsWith('robot-prod.iam.gserviceaccount.com')
  ) {
    const account = findAccount(organization, principal.slice('serviceAccount:'.length));
    if (account === undefined || account.disabled)
      throw unauthenticated(`The service account ${principal} does not exist here or is disabled.`);
  }
  return { principal, delegate: match?.[2] };
}

function unauthenticated(message: string): ApiError {
  return new ApiError('UNAUTHENTICATED', message, [
    errorInfo('CREDENTIALS_MISSING', 'googleapis.com', {}),
  ]);
}
