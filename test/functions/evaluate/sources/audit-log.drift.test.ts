import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { auditLog } from '../../../../functions/evaluate/sources/audit-log.ts';
import { FIXTURES, readJson } from './raw-entry.ts';

const EMAIL = 'batch-runtime@identity-prod.iam.gserviceaccount.com';
const UNIQUE_ID = '100000000000000000003';
const ACCOUNT = { kind: 'account', email: EMAIL, uniqueId: UNIQUE_ID };
const IDENTITY = { kind: 'place', name: 'projects/identity-prod' };
const FOLDER = { kind: 'place', name: 'folders/200000000001' };
const ORGANIZATION = { kind: 'place', name: 'organizations/100000000001' };
const V3 = 'google.cloud.resourcemanager.v3.';
const V2 = 'google.cloud.orgpolicy.v2.OrgPolicy.';
const ADMIN = 'google.iam.admin.v1.';

/** What the entry is about, what was done to it, and by which method. */
const DRIFTS: Record<string, readonly [scope: object, what: string, method: string]> = {
  'account-set-policy': [ACCOUNT, `changed the policy of ${EMAIL}`, `${ADMIN}SetIAMPolicy`],
  'account-set-policy-by-address': [
    { kind: 'account', email: EMAIL, uniqueId: undefined },
    `changed the policy of ${EMAIL}`,
    `${ADMIN}SetIamPolicy`,
  ],
  'account-set-policy-delegated': [
    ACCOUNT,
    `changed the policy of ${EMAIL}`,
    `${ADMIN}SetIAMPolicy`,
  ],
  'account-create': [ACCOUNT, `made ${EMAIL}`, `${ADMIN}CreateServiceAccount`],
  'account-delete': [ACCOUNT, `deleted ${EMAIL}`, `${ADMIN}DeleteServiceAccount`],
  'account-undelete': [
    { kind: 'account', email: undefined, uniqueId: UNIQUE_ID },
    `brought back the account with the unique id ${UNIQUE_ID}`,
    `${ADMIN}UndeleteServiceAccount`,
  ],
  'account-disable': [ACCOUNT, `disabled ${EMAIL}`, `${ADMIN}DisableServiceAccount`],
  'account-enable': [ACCOUNT, `enabled ${EMAIL}`, `${ADMIN}EnableServiceAccount`],
  'role-update-project': [
    IDENTITY,
    'changed a custom role of projects/identity-prod',
    `${ADMIN}UpdateRole`,
  ],
  'role-delete-organization': [
    ORGANIZATION,
    'deleted a custom role of organizations/100000000001',
    `${ADMIN}DeleteRole`,
  ],
  'role-undelete-project': [
    IDENTITY,
    'brought back a custom role of projects/identity-prod',
    `${ADMIN}UndeleteRole`,
  ],
  'deny-policy-create': [
    IDENTITY,
    'changed the deny policies of projects/identity-prod',
    'google.iam.v2.Policies.CreatePolicy',
  ],
  'deny-policy-delete-last': [
    FOLDER,
    'changed the deny policies of folders/200000000001',
    'google.iam.v2.Policies.DeletePolicy',
  ],
  'project-set-iam-policy': [
    { kind: 'place', name: 'projects/payments-prod' },
    'changed the policy of projects/payments-prod',
    'SetIamPolicy',
  ],
  'project-set-iam-policy-v3': [
    IDENTITY,
    'changed the policy of projects/identity-prod',
    `${V3}Projects.SetIamPolicy`,
  ],
  'folder-set-iam-policy': [
    FOLDER,
    'changed the policy of folders/200000000001',
    `${V3}Folders.SetIamPolicy`,
  ],
  'organization-set-iam-policy': [
    ORGANIZATION,
    'changed the policy of organizations/100000000001',
    'SetIamPolicy',
  ],
  'project-move': [IDENTITY, 'moved projects/identity-prod', `${V3}Projects.MoveProject`],
  'project-update-v1': [IDENTITY, 'moved or renamed projects/identity-prod', 'UpdateProject'],
  'folder-move': [FOLDER, 'moved folders/200000000001', `${V3}Folders.MoveFolder`],
  'org-policy-update': [
    IDENTITY,
    'changed the organization policy of projects/identity-prod',
    `${V2}UpdatePolicy`,
  ],
  'org-policy-create': [
    ORGANIZATION,
    'changed the organization policy of organizations/100000000001',
    `${V2}CreatePolicy`,
  ],
  'org-policy-delete-managed': [
    FOLDER,
    'changed the organization policy of folders/200000000001',
    `${V2}DeletePolicy`,
  ],
  'org-policy-set-v1': [
    IDENTITY,
    'changed the organization policy of projects/identity-prod',
    'SetOrgPolicy',
  ],
  'org-policy-clear-v1': [
    IDENTITY,
    'changed the organization policy of projects/identity-prod',
    'ClearOrgPolicy',
  ],
  // Its body was split away, so that it may be about the constraint.
  'org-policy-set-v1-split': [
    IDENTITY,
    'changed the organization policy of projects/identity-prod',
    'SetOrgPolicy',
  ],
};

const WRITER = 'bailiff-account-writer@bailiff-prod.iam.gserviceaccount.com';
/** Who did it, where it was not the admin. */
const PRINCIPALS: Record<string, { kind: string; email: string }> = {
  // Bailiff's writer, whom another of its identities impersonated.
  'account-set-policy-delegated': { kind: 'service-account', email: WRITER },
};

const read = (name: string) => {
  const reading = auditLog.read(readJson(FIXTURES, name), 'message-1');
  return reading.kind === 'drift' ? reading.drift : reading;
};

test.each(Object.entries(DRIFTS))('%s may have altered who may use an account', (name, row) => {
  const [scope, done, method] = row;
  const { timestamp, insertId, logName } = readJson(FIXTURES, name) as Record<string, string>;
  const principal = PRINCIPALS[name] ?? { kind: 'user', email: 'admin@example.com' };
  const project = { id: 'identity-prod', number: '310000000003' };
  expect(read(name)).toEqual({
    scope,
    // The log names the project by its id, the policy by its number.
    ...(name === 'deny-policy-create' ? { project } : {}),
    what: `${principal.email} ${done} (${method}).`,
    principal,
    eventKey: `${logName}|${timestamp}|${insertId}`,
    at: timestamp,
    method,
  });
});

test('every fixture that is read so is expected to be', () => {
  const names = readdirSync(FIXTURES).map((file) => file.replace('.json', ''));
  const drifts = names.filter(
    (name) => auditLog.read(readJson(FIXTURES, name), 'message-1').kind === 'drift',
  );
  expect(drifts.toSorted()).toEqual(Object.keys(DRIFTS).toSorted());
});
