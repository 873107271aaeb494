import { PROPAGATION_MS } from '../../shared/domain/propagation.ts';
import type { ApiFailure } from '../../shared/gcp/api-failure.ts';
import type { Leg } from './run-plan.ts';

const SAYS_SO = /does not exist|may not exist|not found|unknown service account/i;

/**
 * True when the failure may only mean that the account which this plan made a while ago is not known everywhere yet:
 * IAM answers 400 or 404 for it, and Cloud Run says in one sentence that it may not exist or may not be acted as.
 * https://cloud.google.com/iam/docs/service-accounts-create
 */
export function notThereYet(failure: ApiFailure, legs: readonly Leg[], now: string): boolean {
  const made = legs.find(({ step }) => step.kind === 'create-account');
  const email = made?.turn.after?.['email'];
  if (typeof email !== 'string' || made?.ended === undefined) return false;
  const fresh = Date.parse(now) - Date.parse(made.ended) < PROPAGATION_MS;
  const named = failure.message.includes(email) && SAYS_SO.test(failure.message);
  const unseen = failure.status === 404 && failure.api === 'iam.googleapis.com';
  return fresh && (unseen || ([400, 403, 404].includes(failure.status) && named));
}
