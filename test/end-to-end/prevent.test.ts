import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { preventDefaultAccount } from '../../functions/evaluate/prevent-default-account.ts';
import { missing, needs } from '../requirements.ts';
import { type LocalBailiff, shell, startBailiff, succeeds } from './local-bailiff.ts';

const CONSTRAINT = 'custom.bailiffNoDefaultAccountOnJobs';
const NAME = `organizations/100000000001/customConstraints/${CONSTRAINT}`;
const ORGANIZATION = '--organization=100000000001';
const admin = { principal: 'user:admin@example.com', project: 'bailiff-prod' };
const [definition = '', define = '', policy = '', enforce = ''] = preventDefaultAccount(
  'organizations/100000000001',
  'payments-prod',
);

describe('the lines by which a project refuses default accounts, with the real gcloud', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bailiff-'));
  let bailiff: LocalBailiff;
  beforeAll(async () => {
    if (missing('gcloud') === undefined) bailiff = await startBailiff();
  });
  afterAll(async () => {
    await bailiff?.stop();
    rmSync(folder, { recursive: true });
  });
  beforeEach(needs('gcloud'));

  const run = (...lines: readonly string[]) =>
    succeeds(bailiff, admin, [`cd ${folder}`, ...lines].join('\n'));

  it('define the constraint in the organization, whose policy is set on this project alone', async () => {
    await run(definition, define, policy, enforce);
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

  it('change the constraint when they are run again, and gcloud shows and deletes it', async () => {
    await run(definition.replace('No default', 'Never a default'), define);
    const described = `gcloud org-policies describe-custom-constraint ${CONSTRAINT} ${ORGANIZATION}`;
    expect(await run(`${described} --format='value(name,actionType,displayName)'`)).toBe(
      `${NAME}\tDENY\tNever a default service account on Cloud Run jobs`,
    );
    const listed = `gcloud org-policies list-custom-constraints ${ORGANIZATION} --format='value(name)'`;
    expect(await run(listed)).toBe(CONSTRAINT);
    await run(`gcloud org-policies delete-custom-constraint ${CONSTRAINT} ${ORGANIZATION}`);
    const { code, stderr } = await shell(bailiff, admin, described);
    expect([code, stderr]).toEqual([1, expect.stringContaining('NOT_FOUND')]);
  });
});
