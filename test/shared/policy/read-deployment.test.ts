import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readDeployment } from '../../../shared/policy/read-deployment.ts';
import { exampleDeployment, textOf } from './loaded.ts';

const example = () => parse(textOf('examples/deployment.yaml')) as Record<string, unknown>;
const identities = () => example()['identities'] as Record<string, string>;

describe('readDeployment', () => {
  it('reads the deployment of the local organization', () => {
    expect(exampleDeployment()).toEqual({
      organization: 'organizations/100000000001',
      project: 'bailiff-prod',
      domains: ['example.com'],
      ceiling: 'remediate',
      actions: ['assign-service-account', 'grant-token-creator', 'grant-act-as'],
      trustAccounts: ['batch-runtime@identity-prod.iam.gserviceaccount.com'],
      dedicatedAccountRoles: [
        'roles/logging.logWriter',
        'roles/secretmanager.secretAccessor',
        'roles/storage.objectViewer',
      ],
      approvers: ['user:admin@example.com'],
      serviceAccountQuota: 100,
      channels: [],
      identities: {
        evaluate: 'bailiff-evaluate@bailiff-prod.iam.gserviceaccount.com',
        remediate: 'bailiff-remediate@bailiff-prod.iam.gserviceaccount.com',
        notify: 'bailiff-notify@bailiff-prod.iam.gserviceaccount.com',
        console: 'bailiff-console@bailiff-prod.iam.gserviceaccount.com',
        sweep: 'bailiff-sweep@bailiff-prod.iam.gserviceaccount.com',
        jobWriter: 'bailiff-job-writer@bailiff-prod.iam.gserviceaccount.com',
        accountWriter: 'bailiff-account-writer@bailiff-prod.iam.gserviceaccount.com',
        roleGranter: 'bailiff-role-granter@bailiff-prod.iam.gserviceaccount.com',
        orgPolicyWriter: 'bailiff-org-policy-writer@bailiff-prod.iam.gserviceaccount.com',
      },
    });
  });

  it('says every fault in a sentence that names the key', () => {
    const value = {
      ...example(),
      organization: '100000000001',
      ceiling: 'remediat',
      domains: undefined,
      cieling: 'ticket',
      identities: { evaluate: 'x', remediater: 'a@b' },
    };
    expect(readDeployment(value)).toEqual({
      ok: false,
      faults: [
        'organization must read organizations/NUMBER.',
        'At domains: "domains" is required here.',
        'At ceiling: Expected one of observe, ticket, approve, remediate, found "remediat"; did you mean "remediate"?',
        'identities.evaluate must be the address of a service account.',
        'At identities.remediate: "remediate" is required here.',
        'At identities.notify: "notify" is required here.',
        'At identities.console: "console" is required here.',
        'At identities.jobWriter: "jobWriter" is required here.',
        'At identities.accountWriter: "accountWriter" is required here.',
        'At identities: There is no key "remediater"; did you mean "remediate"?',
        'In the deployment: There is no key "cieling"; did you mean "ceiling"?',
      ],
    });
  });

  it.each([
    [
      'its own project by number',
      { project: '310000000009' },
      'project must be the id of a project, not its number.',
    ],
    [
      'its own project with a blank',
      { project: 'bailiff-prod ' },
      'project must be the id of a project, not its number.',
    ],
    [
      'an identity as Google does not write it',
      {
        identities: {
          ...identities(),
          jobWriter: 'Bailiff-Job-Writer@bailiff-prod.iam.gserviceaccount.com',
        },
      },
      'identities.jobWriter must be the address of a service account.',
    ],
    [
      'an identity that is a person',
      { identities: { ...identities(), jobWriter: 'admin@example.com' } },
      'identities.jobWriter must be the address of a service account.',
    ],
  ])('refuses %s, by which Bailiff would not know its own', (_what, change, fault) => {
    expect(readDeployment({ ...example(), ...change })).toEqual({ ok: false, faults: [fault] });
  });

  it('says where an account may not be trusted, and which identity an action lacks', () => {
    const value = {
      ...example(),
      trustAccounts: ['*@identity-prod.iam.gserviceaccount.com'],
    };
    expect(readDeployment(value)).toEqual({
      ok: false,
      faults: ['trustAccounts.0 must be the address of a service account.'],
    });
    const lacking = {
      ...example(),
      actions: ['allow-cross-project-use'],
      identities: { ...identities(), orgPolicyWriter: undefined },
    };
    expect(readDeployment(lacking)).toEqual({
      ok: false,
      faults: [
        'identities.orgPolicyWriter must be named where actions lists allow-cross-project-use, which writes as it.',
      ],
    });
  });

  it.each([undefined, null, 'remediate', [], 3])('refuses %j with a sentence', (value) => {
    const read = readDeployment(value);
    expect(read.ok ? [] : read.faults).toHaveLength(1);
    expect(read.ok ? '' : read.faults[0]).toMatch(/^In the deployment: .+\.$/);
  });
});
