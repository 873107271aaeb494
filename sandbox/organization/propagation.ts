import type { Organization } from './state.ts';

/** What was written up to this moment, in milliseconds, has reached permission checks. */
export function seenUntil(organization: Organization): number {
  return organization.now() - organization.settings.propagationSeconds * 1000;
}
