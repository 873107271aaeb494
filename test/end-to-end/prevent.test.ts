import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { preventDefaultAccount } from '../../functions/evaluate/prevent-default-account.ts';
import type { OrganizationFile } from '../../sandbox/organization/file.ts';
import { missing, needs } from '../requirements.ts';
import { type LocalBailiff, shell, startBailiff, succeeds } from './local-bailiff.ts';

const CONSTRAINT = 'custom.bailiffNoDefaultAccountOnJobs';
const admin = { principal: 'user:admin@example.com', project: 'bailiff-prod' };
const [definition = '', define = '', policy = '', enforce = ''] = preventDefaultAccount(
  'organizations/100000000001',
  'payments-prod',
);

describe('the lines by which a project refuses default accounts, with the real gcloud', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bailiff-'));
  let bailiff: LocalBailiff;
  beforeAll(async () => {
    if (missing('gcloud') !== undefined) return;
    // The local organization keeps policies of custom constraints that its file names, and no custom constraints.
    const file = parse(readFileSync('sandbox/organization.yaml', 'utf8')) as {
      organization: { policies: OrganizationFile['organization']['policies'] };
    };
    file.organization.policies = { ...file.organization.policies, [CONSTRAINT]: 'off' };
    writeFileSync(join(folder, 'organization.yaml'), stringify(file));
    bailiff = await startBailiff({ BAILIFF_ORGANIZATION: join(folder, 'organization.yaml') });
  });
  afterAll(async () => {
    await bailiff?.stop();
    rmSync(folder, { recursive: true });
  });
  beforeEach(needs('gcloud'));

  it('set a policy on this project alone', async () => {
    await succeeds(bailiff, admin, [`cd ${folder}`, policy, enforce].join('\n'));
    const effective = async (project: string) => {
      const path = `v2/projects/${project}/policies/${CONSTRAINT}:getEffectivePolicy`;
      const headers = { authorization: `Bearer sandbox:${admin.principal}` };
      return (await fetch(`${bailiff.url}/${path}`, { headers })).json();
    };
    expect(await effective('payments-prod')).toMatchObject({
      spec: { rules: [{ enforce: true }] },
    });
    expect(await effective('data-dev')).toMatchObject({ spec: { rules: [{ enforce: false }] } });
  });

  it('have a constraint file that gcloud reads, and sends to the organization', async () => {
    const lines = [`cd ${folder}`, definition, define].join('\n');
    const { code, stderr } = await shell(bailiff, admin, lines);
    expect(code).not.toBe(0);
    expect(stderr).toContain('customConstraints');
    expect(stderr).not.toContain('INVALID');
  });
});
