import type { Call } from '../../../http/call.ts';
import type { V2Job } from '../job-record.ts';
import type { JobRef } from '../job-ref.ts';
import { requireActAs } from './act-as.ts';
import { requireCrossProjectUse } from './cross-project-constraint.ts';
import { requireImages } from './image-access.ts';
import { requireSecrets } from './secret-access.ts';
import { requireMinting } from './token-minting.ts';
import { visibleAccount } from './visible-account.ts';

/**
 * What Cloud Run asks of everybody around a job before it takes it: of the caller, of its own service agent, of the
 * account's project and of the account itself, in this order. `before` is the job as it stands, on an update.
 */
export function requireDeployable(
  call: Call,
  ref: JobRef,
  wanted: V2Job,
  before: V2Job | undefined,
): void {
  const task = wanted.template?.template ?? {};
  const email = task.serviceAccount ?? '';
  requireImages(call, task);
  const account = requireActAs(call, email);
  const existing = before?.template?.template?.serviceAccount;
  // An account that is gone cannot be acted as by anybody, and the job could never be mended.
  if (existing !== undefined && visibleAccount(call.organization, existing) !== undefined)
    requireActAs(call, existing);
  requireMinting(call.organization, ref.project, email);
  requireCrossProjectUse(call.organization, ref.project, account);
  requireSecrets(call.organization, ref.project, task);
}
