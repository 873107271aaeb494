import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readOrganizationFile } from '../../sandbox/organization/file.ts';
import { prepare, type Sources } from '../../sandbox/prepare.ts';
import { StartRefused } from '../../sandbox/start-refused.ts';

const EXAMPLE = readOrganizationFile(join(import.meta.dirname, '../../sandbox/organization.yaml'));

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'prepare-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function refusalOf(sources: Sources): string {
  try {
    prepare(sources);
  } catch (error) {
    if (error instanceof StartRefused) return error.message;
    throw error;
  }
  return 'not refused';
}

describe('what the local organization starts from', () => {
  it('is the example of each file when nothing is named', () => {
    const { organization, deployment, policyFile } = prepare({});
    expect([...organization.projects.keys()]).toEqual([
      'payments-prod',
      'data-dev',
      'identity-prod',
      'bailiff-prod',
    ]);
    expect(deployment).toMatchObject({
      organization: 'organizations/100000000001',
      ceiling: 'remediate',
    });
    expect(policyFile).toMatch(/^\/.*\/examples\/policy\.yaml$/);
  });

  it('may bound the policy otherwise', () => {
    const { deployment } = prepare({});
    const policyFile = written('policy.yaml', 'apiVersion: bailiff/v1\n');
    const bounded = prepare({ policyFile, deployment: { ...deployment, ceiling: 'ticket' } });
    expect(bounded.deployment.ceiling).toBe('ticket');
  });
});

describe('the start is refused', () => {
  it('for an organization file that cannot be read', () => {
    const organizationFile = join(folder, 'none.yaml');
    expect(refusalOf({ organizationFile })).toMatch(
      /^The organization file .*none\.yaml cannot be read \(ENOENT.*\)\. Name a readable YAML file in BAILIFF_ORGANIZATION/,
    );
  });

  it('for an organization file that describes none', () => {
    const organizationFile = written('organization.yaml', 'organization: {number: x}\n');
    expect(refusalOf({ organizationFile })).toContain('does not describe an organization');
  });

  it("for an organization without one of Bailiff's own accounts", () => {
    const projects = EXAMPLE.projects.map((project) => ({
      ...project,
      accounts: project.accounts.filter((account) => account !== 'bailiff-notify'),
    }));
    expect(refusalOf({ organization: { ...EXAMPLE, projects } })).toBe(
      'The organization has no account bailiff-notify@bailiff-prod.iam.gserviceaccount.com, which Bailiff is deployed to work as; list it under accounts of the project bailiff-prod, as sandbox/organization.yaml does.',
    );
  });

  it('for a deployment with faults, all of them named', () => {
    const { deployment } = prepare({});
    const refusal = refusalOf({ deployment: { ...deployment, ceiling: 'sky', nonsense: 1 } });
    expect(refusal).toMatch(/^The deployment cannot be used; compare it with examples\/depl/);
    expect(refusal).toContain('ceiling');
    expect(refusal).toContain('nonsense');
  });

  it('for a policy that cannot be read', () => {
    expect(refusalOf({ policyFile: folder })).toMatch(
      /^The policy file .* cannot be read \(EISDIR.*\); name a readable one in BAILIFF_POLICY, or unset it for the example\.$/,
    );
  });

  it('for a policy with faults, all of them listed by place', () => {
    const text = 'apiVersion: bailiff/v1\ndefaults:\n  mode: everything\nnonsense: 1\n';
    const policyFile = written('policy.yaml', text);
    const [first, ...faults] = refusalOf({ policyFile }).split('\n');
    expect(first).toBe(
      `The policy file ${policyFile} is refused whole; mend what is listed, or name another file in BAILIFF_POLICY.`,
    );
    expect(faults).toHaveLength(2);
    expect(faults[0]).toContain(`${policyFile}:3:9  `);
    expect(faults[1]).toContain(`${policyFile}:4:1  `);
  });
});

describe('the channels', () => {
  it('are those of the file, and the policy may choose among their names', () => {
    const text =
      'soc: { slack: { webhook: projects/bailiff-prod/secrets/slack/versions/latest } }\n';
    const { channels, deployment } = prepare({ channelsFile: written('channels.yaml', text) });
    expect(Object.keys(channels)).toEqual(['soc']);
    expect(deployment.channels).toEqual(['soc']);
    expect(prepare({})).toMatchObject({ channels: {}, deployment: { channels: [] } });
  });

  it('are refused where the file cannot be read, or holds a secret itself', () => {
    const none = join(folder, 'none.yaml');
    expect(refusalOf({ channelsFile: none })).toMatch(
      /^The channels file .*none\.yaml cannot be read \(ENOENT.*; name a readable one in BAILIFF_CHANNELS, or unset it for none\.$/,
    );
    const text = 'soc: { slack: { webhook: https://hooks.slack.com/services/S3CRET } }\n';
    const refusal = refusalOf({ channelsFile: written('channels.yaml', text) });
    expect(refusal).toMatch(
      /cannot be used; compare it with examples\/channels\.yaml:\n {2}soc\.slack\.webhook must name a version in Secret Manager/,
    );
    expect(refusal).not.toContain('S3CRET');
  });
});
