import { describe, expect, it } from 'vitest';
import { SetIamPolicyBody } from '../../../../sandbox/apis/allow-policy/messages.ts';
import { writePolicy } from '../../../../sandbox/apis/allow-policy/write.ts';
import { createOrganization } from '../../../../sandbox/organization/create.ts';
import {
  type OrganizationFile,
  readOrganizationFile,
} from '../../../../sandbox/organization/file.ts';
import { currentPolicy } from '../../../../sandbox/organization/policies.ts';

const PROJECT = 'projects/data-dev';
const SOON = { title: 'soon', expression: 'request.time < timestamp("2027-01-01T00:00:00Z")' };
const VERSIONS = 'https://cloud.google.com/iam/docs/policies#versions';

function local(edit: (file: OrganizationFile) => void = () => {}) {
  const file = readOrganizationFile('sandbox/organization.yaml');
  edit(file);
  const organization = createOrganization(file, () => Date.parse('2026-11-22T08:00:00Z'));
  const write = (policy: unknown, name = PROJECT, updateMask?: string) =>
    writePolicy(organization, name, SetIamPolicyBody.parse({ policy, updateMask }));
  return { organization, write };
}

function customRole(deleted?: number) {
  const permissions = ['run.jobs.get'];
  return { title: 'custom', description: '', stage: 'GA', permissions, etag: 'AAAA', deleted };
}

function binding(role: string, ...members: readonly string[]) {
  return { role, members };
}

describe('a policy write', () => {
  it('takes an etag in either alphabet of base64, and overwrites without one', () => {
    const { organization, write } = local();
    const etag = currentPolicy(organization, PROJECT).etag ?? '';
    const foreign = etag.replaceAll('+', '-').replaceAll('/', '_');
    const written = write({ etag: foreign, bindings: [] });
    expect(written.etag).not.toBe(etag);
    expect(write({ bindings: [] }).etag).not.toBe(written.etag);
    expect(() => write({ etag, bindings: [] })).toThrow(/There were concurrent policy changes/);
  });

  it('needs version 3 for a policy with conditions', () => {
    const { write } = local();
    const bindings = [{ ...binding('roles/run.viewer', 'user:a@example.com'), condition: SOON }];
    expect(() => write({ version: 1, bindings })).toThrow(
      `Specified policy version (1) cannot be less than 3 when the policy holds conditional role bindings. For more information, please refer to ${VERSIONS}`,
    );
    expect(() => write({ version: 2, bindings })).toThrow(
      'Specified policy version (2) is not valid: it must be 0, 1 or 3.',
    );
    expect(write({ version: 3, bindings })).toMatchObject({ version: 3, bindings });
  });

  it('never lets a lower version with an etag take conditions away', () => {
    const { write } = local();
    const bindings = [{ ...binding('roles/run.viewer', 'user:a@example.com'), condition: SOON }];
    const { etag } = write({ version: 3, bindings });
    expect(() => write({ version: 1, etag, bindings: [] })).toThrow(
      `Specified policy version (1) cannot be less than the existing policy version (3). For more information, please refer to ${VERSIONS}`,
    );
    // As at Google, who leaves the etag out overwrites them.
    expect(write({ version: 1, bindings: [] }).bindings).toEqual([]);
  });

  it('keeps one binding for each role and condition, each member once and none empty', () => {
    const { write } = local();
    const conditional = { ...binding('roles/run.viewer', 'user:a@example.com'), condition: SOON };
    const written = write({
      version: 3,
      bindings: [
        binding('roles/run.viewer', 'user:b@example.com', 'user:A@Example.com'),
        binding('roles/viewer'),
        conditional,
        binding('roles/run.viewer', 'user:a@example.com', 'user:c@example.com'),
      ],
    });
    expect(written.bindings).toEqual([
      binding('roles/run.viewer', 'user:b@example.com', 'user:a@example.com', 'user:c@example.com'),
      conditional,
    ]);
  });

  it('keeps audit configs unless the mask names them', () => {
    const { write } = local();
    const auditConfigs = [{ service: 'allServices', auditLogConfigs: [{ logType: 'DATA_READ' }] }];
    expect(write({ auditConfigs })['auditConfigs']).toBeUndefined();
    const all = 'bindings,etag,auditConfigs';
    expect(write({ auditConfigs }, PROJECT, all)['auditConfigs']).toEqual(auditConfigs);
    const bindings = [binding('roles/viewer', 'user:a@example.com')];
    expect(write({ bindings })['auditConfigs']).toEqual(auditConfigs);
    const emptied = write({}, PROJECT, 'auditConfigs');
    expect(emptied['auditConfigs']).toBeUndefined();
    expect(emptied.bindings).toEqual(bindings);
  });

  it.each([
    ['roles/run.nothing', 'Role roles/run.nothing is not supported for this resource.'],
    [
      'roles/run.viewer_withcond_0123456789abcdef0123',
      'Role roles/run.viewer_withcond_0123456789abcdef0123 is not supported for this resource.',
    ],
    [
      'run.viewer',
      'The role name must be in the form "roles/{role}", "organizations/{organization_id}/roles/{role}", or "projects/{project_id}/roles/{role}".',
    ],
    [
      'organizations/999/roles/bailiffReader',
      "Role (organizations/999/roles/bailiffReader) does not exist in the resource's hierarchy.",
    ],
    [
      'projects/payments-prod/roles/custom',
      "Role (projects/payments-prod/roles/custom) does not exist in the resource's hierarchy.",
    ],
  ])('refuses the role %s', (role, text) => {
    const { organization, write } = local();
    organization.roles.set('projects/payments-prod/roles/custom', customRole());
    expect(() => write({ bindings: [binding(role, 'user:a@example.com')] })).toThrow(text);
  });

  it('takes custom roles of the project and of the organization above it', () => {
    const { organization, write } = local();
    organization.roles.set('projects/data-dev/roles/custom', customRole());
    const bindings = [
      binding('projects/data-dev/roles/custom', 'user:a@example.com'),
      binding('organizations/100000000001/roles/bailiffReader', 'user:a@example.com'),
    ];
    expect(write({ bindings }).bindings).toEqual(bindings);
  });

  it('refuses conditions that do not compile, or that stand on a basic role', () => {
    const { write } = local();
    const write1 = (role: string, expression: string) =>
      write({
        version: 3,
        bindings: [{ ...binding(role, 'user:a@example.com'), condition: { expression } }],
      });
    expect(() => write1('roles/run.viewer', 'request.time <')).toThrow(
      'Condition expression compilation failed.',
    );
    expect(() => write1('roles/editor', 'true')).toThrow(
      "Conditions can't be set on primitive roles",
    );
  });

  it('refuses everybody on a project, but not on a service account', () => {
    const { organization, write } = local();
    const [account] = organization.accounts.keys();
    const bindings = [binding('roles/iam.serviceAccountUser', 'allUsers')];
    expect(() => write({ bindings })).toThrow(
      'Principals of type allUsers and allAuthenticatedUsers cannot be added to this resource.',
    );
    expect(write({ bindings }, `serviceAccounts/${account}`).bindings).toEqual(bindings);
  });

  it('holds 1,500 members and not one more', () => {
    const { write } = local();
    const members = Array.from({ length: 1500 }, (_, index) => `user:u${index}@example.com`);
    expect(write({ bindings: [binding('roles/viewer', ...members)] }).bindings).toHaveLength(1);
    const more = [
      binding('roles/viewer', ...members),
      binding('roles/run.viewer', 'user:u0@example.com'),
    ];
    expect(() => write({ bindings: more })).toThrow(
      'The number of members in the policy (1,501) is larger than the maximum allowed size 1,500.',
    );
  });

  it('leaves the policy as it was when it is refused', () => {
    const { organization, write } = local();
    const before = currentPolicy(organization, PROJECT);
    expect(() => write({ bindings: [binding('roles/viewer', 'dev@example.com')] })).toThrow();
    expect(currentPolicy(organization, PROJECT)).toBe(before);
  });
});
