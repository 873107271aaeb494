import { describe, expect, it } from 'vitest';
import { notThereYet } from '../../../functions/remediate/not-there-yet.ts';
import type { Leg } from '../../../functions/remediate/run-plan.ts';
import { ApiFailure } from '../../../shared/gcp/api-failure.ts';

const EMAIL = 'nightly-1@payments-prod.iam.gserviceaccount.com';
const made = {
  index: 0,
  step: {
    kind: 'create-account',
    project: 'payments-prod',
    accountId: 'nightly-1',
    displayName: 'Cloud Run job nightly',
    nonce: 'n',
  },
  turn: { after: { email: EMAIL, uniqueId: '1' } },
  ended: '2026-11-22T10:00:00Z',
} as unknown as Leg;

const IAM = 'iam.googleapis.com';
const RUN = 'run.googleapis.com';

describe('a failure is the delay of a new account', () => {
  it.each([
    [400, IAM, `Service account ${EMAIL} does not exist.`, true],
    [404, IAM, 'Unknown service account', true],
    [
      403,
      RUN,
      `Permission 'iam.serviceaccounts.actAs' denied on service account ${EMAIL} (or it may not exist).`,
      true,
    ],
    [
      403,
      RUN,
      "Permission 'iam.serviceaccounts.actAs' denied on service account other@payments-prod.iam.gserviceaccount.com (or it may not exist).",
      false,
    ],
    [403, RUN, `The account ${EMAIL} is refused by a policy.`, false],
    [404, RUN, 'Job nightly not found.', false],
    [409, IAM, `Service account ${EMAIL} does not exist.`, false],
  ])('%i of %s saying "%s": %s', (status, api, text, expected) => {
    const failure = new ApiFailure(text, { status, code: 'CODE', api });
    expect(notThereYet(failure, [made], '2026-11-22T10:09:59Z')).toBe(expected);
  });

  it('for ten minutes, and only in a plan that made an account', () => {
    const text = `Service account ${EMAIL} does not exist.`;
    const failure = new ApiFailure(text, { status: 400, code: 'INVALID_ARGUMENT', api: IAM });
    expect(notThereYet(failure, [made], '2026-11-22T10:10:00Z')).toBe(false);
    expect(notThereYet(failure, [], '2026-11-22T10:00:01Z')).toBe(false);
  });
});
