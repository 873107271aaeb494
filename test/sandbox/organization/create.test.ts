import { describe, expect, it } from 'vitest';
import { createOrganization } from '../../../sandbox/organization/create.ts';
import {
  OrganizationFileUnusable,
  parseOrganization,
  readOrganizationFile,
} from '../../../sandbox/organization/file.ts';
import { currentPolicy } from '../../../sandbox/organization/policies.ts';
import { permissionsOf } from '../../../sandbox/organization/roles.ts';

const ROOT = 'organization: { number: 1, domain: example.com }\n';

function local(rest: string) {
  return createOrganization(parseOrganization(`${ROOT}${rest}`, 'test.yaml'));
}

describe('the starting organization', () => {
  const organization = createOrganization(readOrganizationFile('sandbox/organization.yaml'));

  it('has the projects that the documentation names', () => {
    const projects = [...organization.projects.values()];
    expect(projects.map(({ id, number, parent }) => [id, number, parent])).toEqual([
      ['payments-prod', '310000000001', 'folders/200000000001'],
      ['data-dev', '310000000002', 'folders/200000000001'],
      ['identity-prod', '310000000003', 'folders/200000000001'],
      ['bailiff-prod', '310000000009', 'organizations/100000000001'],
    ]);
  });

  it('gives each project its default account and its service agent', () => {
    const emails = [...organization.accounts.values()].map((account) => account.email);
    for (const { id, number } of organization.projects.values()) {
      expect(emails).toContain(`${number}-compute@developer.gserviceaccount.com`);
      expect(currentPolicy(organization, `projects/${id}`).bindings).toContainEqual({
        role: 'roles/run.serviceAgent',
        members: [`serviceAccount:service-${number}@serverless-robot-prod.iam.gserviceaccount.com`],
      });
    }
  });

  it('names no role that it does not know', () => {
    const named = [...organization.policies.keys()].flatMap((name) =>
      (currentPolicy(organization, name).bindings ?? []).map((binding) => binding.role),
    );
    expect(named.filter((role) => permissionsOf(organization, role) === undefined)).toEqual([]);
  });

  it('lifts the cross-project constraint in identity-prod alone', () => {
    const constraint = 'iam.disableCrossProjectServiceAccountUsage';
    const set = [...organization.constraints].map(([name, all]) => [name, all.get(constraint)]);
    expect(set).toEqual([
      ['organizations/100000000001', true],
      ['projects/identity-prod', false],
    ]);
  });
});

describe('an organization file', () => {
  it.each([
    [
      'projects: [{ id: payments-prod, number: 10, folder: 7 }]',
      'Project payments-prod names folder 7, which the organization file does not list under folders.',
    ],
    [
      'folders: [{ number: 3, name: inner, parent: 2 }, { number: 2, name: outer }]\nprojects: [{ id: payments-prod, number: 10 }]',
      'Folder 3 names 2 as its parent, which the organization file does not list before it.',
    ],
    [
      'projects: [{ id: payments-prod, number: 10, accountBindings: { "x@y.z": [] } }]',
      'Project payments-prod gives bindings to x@y.z under accountBindings, but has no such account.',
    ],
  ])('is refused when it points at nothing', (rest, text) => {
    expect(() => local(rest)).toThrow(new OrganizationFileUnusable(text));
  });

  it('lists all its faults with their places', () => {
    const rest = 'projects: [{ id: Payments, number: ten, colour: red }]';
    expect(() => local(rest)).toThrow(
      /test\.yaml does not describe an organization:\n {2}projects\.0\.id: .+\n(?:.+\n)*Compare it with sandbox\/organization\.yaml\.$/,
    );
    expect(() => local('projects: [')).toThrow(OrganizationFileUnusable);
  });

  it('that cannot be read is named, with the remedy', () => {
    expect(() => readOrganizationFile('nowhere.yaml')).toThrow(
      /^The organization file nowhere\.yaml cannot be read \(.+\)\. Name a readable YAML file in BAILIFF_ORGANIZATION, or unset it for the one that comes with Bailiff\.$/,
    );
  });

  it('makes accounts of domain-scoped projects under their domain', () => {
    const { accounts } = local(
      'projects: [{ id: "example.com:nightly", number: 10, accounts: [runner] }]',
    );
    expect([...accounts.values()].map((account) => account.email)).toEqual([
      '10-compute@developer.gserviceaccount.com',
      'runner@nightly.example.com.iam.gserviceaccount.com',
    ]);
  });
});
