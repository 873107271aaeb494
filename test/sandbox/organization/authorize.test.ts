import { describe, expect, it } from 'vitest';
import { allows, explain } from '../../../sandbox/organization/authorize.ts';
import { createOrganization } from '../../../sandbox/organization/create.ts';
import { parseOrganization } from '../../../sandbox/organization/file.ts';
import { replacePolicy } from '../../../sandbox/organization/policies.ts';
import { accountTarget, nodeTarget } from '../../../sandbox/organization/targets.ts';

const ORGANIZATION = `
organization:
  number: 1
  domain: example.com
  bindings:
    - { role: roles/iam.roleViewer, members: ["domain:example.com"] }
    - { role: organizations/1/roles/deployer, members: ["group:ops@example.com"] }
  roles:
    deployer: [run.jobs.create]
groups:
  ops@example.com: ["user:ops@example.com", "group:night@example.com"]
  night@example.com: ["user:night@example.com", "group:ops@example.com"]
folders:
  - number: 2
    name: workloads
    bindings: [{ role: roles/run.viewer, members: ["user:viewer@example.com"] }]
  - { number: 3, name: inner, parent: 2 }
projects:
  - id: payments-prod
    number: 10
    folder: 3
    accounts: [reports]
    bindings:
      - { role: roles/run.developer, members: ["user:dev@example.com"] }
      - role: roles/iam.serviceAccountUser
        members: ["user:late@example.com"]
        condition: { title: late, expression: 'request.time > timestamp("2027-01-01T00:00:00Z")' }
      - role: roles/iam.serviceAccountUser
        members: ["user:odd@example.com"]
        condition: { title: odd, expression: 'request.auth.claims.x == 1' }
    accountBindings:
      reports@payments-prod.iam.gserviceaccount.com:
        - { role: roles/iam.serviceAccountUser, members: ["user:ci@example.com"] }
  - { id: data-dev, number: 11 }
`;

function local(propagationSeconds = 0) {
  const clock = { now: Date.parse('2026-11-22T08:00:00Z') };
  const file = parseOrganization(ORGANIZATION, 'test.yaml');
  const settings = { ...file, propagationSeconds };
  const organization = createOrganization(settings, () => clock.now);
  const reports = [...organization.accounts.values()].find((one) => one.email.startsWith('rep'));
  if (reports === undefined) throw new Error('The test organization has no reports account.');
  return { organization, clock, reports: accountTarget(reports) };
}

const PROJECT = nodeTarget('projects', 'payments-prod');

describe('authorization', () => {
  it('inherits from the account’s project, its folders and the organization, and not sideways', () => {
    const { organization, reports } = local();
    const may = (member: string, permission: string, target = reports) =>
      allows(organization, member, permission, target);
    expect(may('user:ci@example.com', 'iam.serviceAccounts.actAs')).toBe(true);
    expect(may('user:ci@example.com', 'iam.serviceAccounts.actAs', PROJECT)).toBe(false);
    expect(may('user:viewer@example.com', 'run.jobs.get', PROJECT)).toBe(true);
    const job = { ...PROJECT, name: 'projects/10/locations/us-central1/jobs/nightly' };
    expect(may('user:viewer@example.com', 'run.jobs.get', job)).toBe(true);
    const other = nodeTarget('projects', 'data-dev');
    expect(may('user:viewer@example.com', 'run.jobs.get', other)).toBe(false);
    expect(may('user:dev@example.com', 'run.jobs.create', other)).toBe(false);
  });

  it('grants only what the role holds', () => {
    const { organization } = local();
    const may = (permission: string) =>
      allows(organization, 'user:dev@example.com', permission, PROJECT);
    expect(may('run.jobs.create')).toBe(true);
    expect(may('run.jobs.setIamPolicy')).toBe(false);
  });

  it('knows custom roles, groups inside groups and domains', () => {
    const { organization } = local();
    const may = (member: string, permission: string) =>
      allows(organization, member, permission, PROJECT);
    for (const member of ['user:ops@example.com', 'user:night@example.com'])
      expect(may(member, 'run.jobs.create')).toBe(true);
    expect(may('user:stranger@example.com', 'run.jobs.create')).toBe(false);
    expect(may('user:stranger@example.com', 'iam.roles.get')).toBe(true);
    expect(may('user:stranger@notexample.com', 'iam.roles.get')).toBe(false);
    expect(may('serviceAccount:robot@example.com', 'iam.roles.get')).toBe(false);
  });

  it('counts a condition only when it is true', () => {
    const { organization, clock } = local();
    const may = (member: string) =>
      allows(organization, member, 'iam.serviceAccounts.actAs', PROJECT);
    expect(may('user:late@example.com')).toBe(false);
    clock.now = Date.parse('2027-01-01T00:00:01Z');
    expect(may('user:late@example.com')).toBe(true);
    expect(may('user:odd@example.com')).toBe(false);
  });

  it('grants nothing on what does not exist', () => {
    const { organization } = local();
    const nowhere = nodeTarget('projects', 'nowhere');
    expect(allows(organization, 'user:ops@example.com', 'run.jobs.create', nowhere)).toBe(false);
  });

  it('sees a write only after the propagation time', () => {
    const { organization, clock } = local(60);
    const bindings = [{ role: 'roles/run.viewer', members: ['user:new@example.com'] }];
    const may = (member: string) => allows(organization, member, 'run.jobs.get', PROJECT);
    replacePolicy(organization, 'projects/payments-prod', { bindings });
    expect([may('user:new@example.com'), may('user:dev@example.com')]).toEqual([false, true]);
    clock.now += 60_000;
    expect([may('user:new@example.com'), may('user:dev@example.com')]).toEqual([true, false]);
  });

  it('explains what every binding says', () => {
    const { organization, reports } = local();
    const said = explain(
      organization,
      'user:odd@example.com',
      'iam.serviceAccounts.actAs',
      reports,
    ).filter((one) => one.memberMatches && one.roleIncludesPermission);
    expect(said).toEqual([
      expect.objectContaining({ policyOf: 'projects/payments-prod', conditionHolds: undefined }),
    ]);
  });
});
