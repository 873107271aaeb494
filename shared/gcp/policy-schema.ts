import type { iam_v1 } from 'googleapis/build/src/apis/iam/v1.js';
import type { IamPolicy } from '../domain/iam-policy.ts';

/** A policy as an API answers it: the same JSON, whose types allow null everywhere. */
export function fromSchema(policy: object): IamPolicy {
  return policy as IamPolicy;
}

/**
 * The policy as it is sent: always version 3, since a lower one drops every condition, and never without the etag
 * that it was read with, since that would overwrite what others wrote.
 * https://cloud.google.com/iam/docs/policies#etag
 */
export function toSchema(policy: IamPolicy): iam_v1.Schema$Policy {
  if (policy.etag === undefined || policy.etag === '')
    throw new TypeError('A policy without an etag is never written; read the policy first.');
  return { ...policy, version: 3 } as object;
}
