import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { missing, needs } from '../requirements.ts';
import {
  eventually,
  type LocalBailiff,
  PATIENCE_S,
  startBailiff,
  succeeds,
} from './local-bailiff.ts';

const IMAGE = 'us-docker.pkg.dev/cloudrun/container/job';
const DEFAULT = '310000000001-compute@developer.gserviceaccount.com';
const dev = { principal: 'user:dev@example.com', project: 'payments-prod' };
const ADMIN = 'user:admin@example.com';
const POLICY = `apiVersion: bailiff/v1
rules:
  default-service-account:
    mode: approve
    action: { create: { roles: [] } }
`;

interface FindingView {
  readonly id: string;
  readonly job: string;
  readonly state: string;
  readonly proposal?: { readonly digest: string; readonly does: readonly string[] };
}

describe('a plan that waits, with the real gcloud and the bailiff command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bailiff-'));
  let bailiff: LocalBailiff;
  beforeAll(async () => {
    if (missing('gcloud') !== undefined) return;
    writeFileSync(join(folder, 'policy.yaml'), POLICY);
    bailiff = await startBailiff({ BAILIFF_POLICY: join(folder, 'policy.yaml') });
  });
  afterAll(async () => {
    await bailiff?.stop();
    rmSync(folder, { recursive: true });
  });
  beforeEach(needs('gcloud'));

  const command = (line: string) => {
    const { status, stdout, stderr } = spawnSync(
      'sh',
      ['-c', `exec "$0" cli/bailiff.ts ${line}`, process.execPath],
      {
        env: { ...process.env, PORT: String(bailiff.port) },
      },
    );
    return { code: status, stdout: stdout.toString(), stderr: stderr.toString() };
  };
  const create = (job: string) =>
    succeeds(bailiff, dev, `gcloud run jobs create ${job} --image ${IMAGE}`);
  const runsAs = (job: string) =>
    succeeds(
      bailiff,
      dev,
      `gcloud run jobs describe ${job} --format='value(spec.template.spec.template.spec.serviceAccountName)'`,
    );
  /** The finding of the job, once it is in this state. */
  const inState = (job: string, state: string) =>
    eventually(
      PATIENCE_S,
      async () => {
        const answer = await fetch(`${bailiff.url}/api/findings`);
        const { findings } = (await answer.json()) as { readonly findings: FindingView[] };
        return findings.find((finding) => finding.job === job);
      },
      (finding) => finding?.state === state,
    );

  it('is approved, carried out, rehearsed backwards and undone', async () => {
    await create('nightly');
    const waiting = await inState('nightly', 'awaiting-approval');
    const digest = waiting?.proposal?.digest.slice(0, 12);
    const id = waiting?.id;

    const stranger = command(`approve ${id} --as ${dev.principal}`);
    expect(stranger).toMatchObject({ code: 1, stderr: '' });
    expect(stranger.stdout).toBe(
      'Refused: user:dev@example.com is not among the approvers of this deployment.\n',
    );
    expect(command(`approve ${id} --digest ffffffffffff`).code).toBe(1);
    expect(command('approve nothing-of-the-kind').code).toBe(2);
    expect(await runsAs('nightly')).toBe(DEFAULT);

    const approved = command(`approve ${id} --digest ${digest} --as ${ADMIN}`);
    expect(approved).toMatchObject({ code: 0, stderr: '' });
    expect(approved.stdout.split('\n')).toEqual([
      `${ADMIN} approved the plan ${digest}. Bailiff reads everything again, and does it if nothing has moved.`,
      ...(waiting?.proposal?.does ?? []).map((line) => `  ${line}`),
      `What comes of it stands in the history of ${id}.`,
      '',
    ]);
    expect((await inState('nightly', 'remediated'))?.state).toBe('remediated');
    const account = await runsAs('nightly');
    expect(account).toMatch(/^nightly-[0-9a-f]{10}@payments-prod\.iam\.gserviceaccount\.com$/);

    const rehearsed = command(`undo ${id} --dry-run --as ${ADMIN} --format json`);
    expect(rehearsed.code).toBe(0);
    expect(JSON.parse(rehearsed.stdout)).toMatchObject({
      does: [`Move the job from ${account} back to ${DEFAULT}, if nobody has changed it since.`],
    });
    expect(await runsAs('nightly')).toBe(account);

    expect(command(`undo ${id} --as ${ADMIN}`).code).toBe(0);
    expect((await inState('nightly', 'held'))?.state).toBe('held');
    expect(await runsAs('nightly')).toBe(DEFAULT);
    expect(command(`undo ${id} --as ${ADMIN}`).code).toBe(1);
  });

  it('is rejected, and stays at ticket until the job is deployed again', async () => {
    await create('weekly');
    const id = (await inState('weekly', 'awaiting-approval'))?.id;
    expect(command(`reject ${id} --as ${ADMIN}`).code).toBe(2);
    const rejected = command(`reject ${id} --as ${ADMIN} --reason 'Not before March.'`);
    expect(rejected).toMatchObject({ code: 0, stderr: '' });
    expect((await inState('weekly', 'held'))?.state).toBe('held');
    expect(command(`approve ${id} --as ${ADMIN}`).code).toBe(1);
    await succeeds(bailiff, dev, `gcloud run jobs update weekly --image ${IMAGE} --max-retries 1`);
    expect((await inState('weekly', 'awaiting-approval'))?.state).toBe('awaiting-approval');
  });
});
