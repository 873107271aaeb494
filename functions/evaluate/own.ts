import { type Deployment, ownIdentities } from '../../shared/domain/deployment.ts';
import type { Principal } from '../../shared/domain/principal.ts';

/** Whether a change was Bailiff's own, and if so, whether the journal holds the step that made it. */
export type Own = 'not-own' | 'journalled' | 'without-step';

/** Whether the principal is one of Bailiff's own identities. */
export function isOwn(principal: Principal, deployment: Deployment): boolean {
  return (
    principal.kind === 'service-account' && ownIdentities(deployment).includes(principal.email)
  );
}
