import { describe, expect, it } from 'vitest';
import roles from '../../../sandbox/roles.json' with { type: 'json' };
import { roleFaults } from '../../../shared/policy/dedicated-role.ts';
import { forbiddenIn } from '../../../shared/policy/forbidden-permissions.ts';
import known from '../../../shared/policy/known-roles.json' with { type: 'json' };
import { exampleDeployment } from './loaded.ts';

describe('roleFaults', () => {
  it.each([
    'roles/storage.objectViewer',
    'roles/logging.logWriter',
    'roles/viewer',
    'roles/nobody.knowsThisYet',
    'projects/payments-prod/roles/batchReader',
    'projects/example.com:payments/roles/batchReader',
    'organizations/100000000001/roles/batch.reader_2',
  ])('has nothing against %s by its name', (role) => {
    expect(roleFaults(role)).toEqual([]);
  });

  it.each([
    ['roles/owner', 'iam.serviceAccounts.actAs'],
    ['roles/editor', 'iam.serviceAccounts.actAs'],
    ['roles/iam.serviceAccountUser', 'iam.serviceAccounts.actAs'],
    ['roles/iam.serviceAccountTokenCreator', 'iam.serviceAccounts.getAccessToken'],
    ['roles/iam.serviceAccountKeyAdmin', 'iam.serviceAccountKeys.create'],
    ['roles/iam.roleAdmin', 'iam.roles.create'],
    ['roles/resourcemanager.projectIamAdmin', 'resourcemanager.projects.setIamPolicy'],
    ['roles/cloudbuild.builds.editor', 'cloudbuild.builds.create'],
    ['roles/run.developer', 'run.jobs.runWithOverrides'],
  ])('refuses %s, which holds %s', (role, permission) => {
    expect(roleFaults(role)).toEqual([
      `${role} holds ${permission}, by which a job could widen its own access: choose a narrower role.`,
    ]);
  });

  it('refuses roles made for the service agents of Google', () => {
    expect(roleFaults('roles/run.serviceAgent')).toEqual([
      "roles/run.serviceAgent is made for one of Google's own service agents: no job may hold it.",
    ]);
  });

  it.each([
    'storage.objectViewer',
    'roles/',
    'Roles/viewer',
    'projects/P/roles/x',
    'organizations/example/roles/x',
    'folders/200000000001/roles/x',
    'roles/viewer\nroles/owner',
    '*',
  ])('refuses %j, which is no role', (role) => {
    expect(roleFaults(role)).toHaveLength(1);
    expect(roleFaults(role)[0]).toContain('is no role: write roles/NAME');
  });

  it('says both that a role is forbidden and that the deployment does not list it', () => {
    expect(roleFaults('roles/editor', exampleDeployment())).toHaveLength(2);
  });

  it('still refuses a forbidden role that the deployment lists', () => {
    const deployment = { ...exampleDeployment(), dedicatedAccountRoles: ['roles/editor'] };
    expect(roleFaults('roles/editor', deployment)).toHaveLength(1);
  });

  it('accepts a custom role that the deployment lists: its contents are judged before the grant', () => {
    const role = 'organizations/100000000001/roles/batchReader';
    const deployment = { ...exampleDeployment(), dedicatedAccountRoles: [role] };
    expect(roleFaults(role, deployment)).toEqual([]);
  });
});

describe('known-roles.json', () => {
  it('names for each role a permission that is forbidden', () => {
    const harmless = Object.entries(known.roles).filter(
      ([, one]) => forbiddenIn([one]).length === 0,
    );
    expect(harmless).toEqual([]);
  });

  it('agrees with the contents of every role that the local organization knows', () => {
    const contents: Readonly<Record<string, readonly string[]>> = roles;
    const table: Readonly<Record<string, string>> = known.roles;
    const disagreeing = Object.entries(contents).filter(([role, permissions]) => {
      const forbidden = forbiddenIn(permissions);
      const refused = roleFaults(role).length > 0;
      const telling = table[role];
      return refused !== forbidden.length > 0 || (telling && !forbidden.includes(telling));
    });
    expect(disagreeing.map(([role]) => role)).toEqual([]);
  });
});
