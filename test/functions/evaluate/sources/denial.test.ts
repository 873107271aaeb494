import { describe, expect, test } from 'vitest';
import {
  denialOf,
  namesConstraint,
  refusedPermissions,
} from '../../../../functions/evaluate/sources/denial.ts';

const SHARED = 'batch-runtime@identity-prod.iam.gserviceaccount.com';
const CONSTRAINT = 'constraints/iam.disableCrossProjectServiceAccountUsage';
const said = (message: string) => denialOf({ status: { code: 7, message } });

describe('a refusal is understood by the permission it names', () => {
  test.each([
    [
      `Permission 'iam.serviceaccounts.actAs' denied on service account ${SHARED} (or it may not exist).`,
      'act-as',
    ],
    [
      `User [ci@example.com] does not have permission to access namespace [payments-prod] (or it may not exist): Permission 'iam.serviceAccounts.actAs' denied on service account ${SHARED} (or it may not exist).`,
      'act-as',
    ],
    [
      `Google Cloud Run Service Agent does not have permission to get access tokens for the service account ${SHARED}. Please give service-310000000001@serverless-robot-prod.iam.gserviceaccount.com permission iam.serviceAccounts.getAccessToken on the service account. Alternatively, if the service account is unspecified or in the same project you are deploying in, ensure that the Service Agent is assigned the Google Cloud Run Service Agent role roles/run.serviceAgent.`,
      'token-creator',
    ],
    [
      `Google Cloud Run Service Agent does not have permission to get access tokens for the service account ${SHARED}.`,
      'token-creator',
    ],
    [
      "Permission 'run.jobs.create' denied on resource 'namespaces/payments-prod/jobs/nightly' (or resource may not exist).",
      'run-permission',
    ],
    [`Constraint ${CONSTRAINT} violated for projects/identity-prod.`, 'constraint'],
    ['Constraint constraints/run.allowedVPCEgress violated.', 'other'],
    ['The caller does not have permission', 'other'],
    ['Access to run.googleapis.com is prohibited by the service perimeter.', 'other'],
  ] as const)('%s', (message, denial) => {
    expect(said(message)).toBe(denial);
  });
});

describe('where the sentence is silent', () => {
  test('the details tell', () => {
    const info = {
      reason: 'IAM_PERMISSION_DENIED',
      domain: 'run.googleapis.com',
      metadata: { permission: 'iam.serviceAccounts.actAs' },
    };
    expect(denialOf({ status: { code: 7, details: [info] } })).toBe('act-as');
  });

  test('the permissions that were not granted tell', () => {
    const asked = (permission: string, granted?: unknown) =>
      denialOf({ status: { code: 7 }, authorizationInfo: [{ permission, granted }] });
    expect(asked('iam.serviceAccounts.actAs')).toBe('act-as');
    expect(asked('iam.serviceAccounts.getAccessToken', false)).toBe('token-creator');
    expect(asked('run.jobs.update', 'yes')).toBe('run-permission');
    expect(asked('run.jobs.update', true)).toBe('other');
  });

  test('the domain of an error is no permission', () => {
    const info = { reason: 'SERVICE_DISABLED', domain: 'run.googleapis.com' };
    expect(denialOf({ status: { code: 7, details: [info] } })).toBe('other');
  });
});

test('the sentence goes before the permissions that were not granted', () => {
  const denial = denialOf({
    status: { code: 7, message: "Permission 'run.jobs.create' denied on resource 'nightly'." },
    authorizationInfo: [
      { permission: 'run.jobs.create', granted: undefined },
      { permission: 'iam.serviceAccounts.actAs', granted: undefined },
    ],
  });
  expect(denial).toBe('run-permission');
});

describe('the constraint is found', () => {
  test.each([
    ['in the message', { status: { message: `${CONSTRAINT} violated` } }],
    ['in a detail', { status: { details: [{ violations: [{ type: CONSTRAINT }] }] } }],
    ['in a policy violation', { policyViolationInfo: { a: { b: [{ constraint: CONSTRAINT }] } } }],
  ])('%s', (_, audit) => {
    expect(namesConstraint(audit)).toBe(true);
    expect(denialOf(audit)).toBe('constraint');
  });

  test('nowhere else', () => {
    expect(namesConstraint({ request: { name: CONSTRAINT }, methodName: CONSTRAINT })).toBe(false);
    expect(namesConstraint({ status: { details: { [CONSTRAINT]: 1 } } })).toBe(false);
  });
});

test('a permission counts as refused unless it is granted, in so many words', () => {
  const authorizationInfo = [
    { permission: 'a', granted: true },
    { permission: 'b', granted: undefined },
    { permission: 'c', granted: false },
    { permission: undefined, granted: undefined },
    undefined,
  ];
  expect(refusedPermissions({ authorizationInfo })).toEqual(['b', 'c']);
  expect(refusedPermissions({})).toEqual([]);
});
