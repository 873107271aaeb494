import type { IamPolicy } from '../domain/iam-policy.ts';

/**
 * The policy as it is sent: always version 3, since a lower one drops every condition, and never without the etag
 * that it was read with, since that would overwrite what others wrote.
 * https://cloud.google.com/iam/docs/policies#etag
 */
export function policyToSend(policy: IamPolicy): IamPolicy {
  if (policy.etag === undefined || policy.etag === '')
    throw new TypeError('A policy without an etag is never written; read the policy first.');
  return { ...policy, version: 3 };
}
