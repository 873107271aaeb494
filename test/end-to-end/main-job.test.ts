import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
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

const DEFAULT = '310000000001-compute@developer.gserviceaccount.com';
const IMAGE = 'us-docker.pkg.dev/cloudrun/container/job';
const ACCOUNT = "--format='value(spec.template.spec.template.spec.serviceAccountName)'";
const dev = { principal: 'user:dev@example.com', project: 'payments-prod' };
const ci = { principal: 'user:ci@example.com', project: 'payments-prod' };
const admin = { principal: 'user:admin@example.com', project: 'payments-prod' };

interface FindingView {
  readonly id: string;
  readonly state: string;
  readonly rule: string;
  readonly job: string;
  readonly occurrences: number;
  readonly principal: string;
  readonly because: readonly string[];
  readonly wayBack: readonly string[];
  readonly history: readonly { readonly what: string }[];
  readonly steps: readonly { readonly kind: string; readonly ended?: string }[];
  readonly evidence: Readonly<Record<string, unknown>>;
}

describe('a Cloud Run job on the default service account, with the real gcloud', () => {
  const data = mkdtempSync(join(tmpdir(), 'bailiff-'));
  let bailiff: LocalBailiff;
  beforeAll(async () => {
    if (missing('gcloud') === undefined) bailiff = await startBailiff({ BAILIFF_DATA: data });
  });
  afterAll(async () => {
    await bailiff?.stop();
    rmSync(data, { recursive: true, force: true });
  });
  beforeEach(needs('gcloud'));

  const get = async <T>(path: string): Promise<T> =>
    (await (await fetch(`${bailiff.url}${path}`)).json()) as T;
  const findingsOf = async (job: string) => {
    const { findings } = await get<{ findings: FindingView[] }>('/api/findings');
    const ids = findings.filter((finding) => finding.job === job).map(({ id }) => id);
    // The list tells no steps.
    return Promise.all(
      ids.map((id) => get<FindingView>(`/api/findings/${encodeURIComponent(id)}`)),
    );
  };
  const remediated = (job: string, { occurrences = 1, seconds = PATIENCE_S } = {}) =>
    eventually(
      seconds,
      () => findingsOf(job),
      ([finding]) => finding?.state === 'remediated' && finding.occurrences >= occurrences,
    );
  const run = (as: typeof dev, script: string) => succeeds(bailiff, as, script);

  it('is moved onto an account of its own within five seconds, and says what happened', async () => {
    await run(dev, `gcloud run jobs create nightly --image ${IMAGE} --region us-central1`);
    const findings = await remediated('nightly', { seconds: 5 });
    expect(findings).toHaveLength(1);
    const [finding] = findings;
    expect(finding).toMatchObject({
      id: 'default-service-account~payments-prod~us-central1~nightly',
      state: 'remediated',
      rule: 'default-service-account',
      principal: 'dev@example.com',
      occurrences: 1,
      evidence: { account: DEFAULT, which: 'compute-engine', roles: ['roles/editor'] },
    });
    expect(finding?.because.length).toBeGreaterThan(0);
    expect(finding?.steps.map(({ kind }) => kind)).toEqual([
      'create-account',
      'assign-service-account',
    ]);
    expect(finding?.steps.every(({ ended }) => ended !== undefined)).toBe(true);
    expect(finding?.wayBack.join('\n')).toContain(
      `gcloud run jobs update nightly --service-account=${DEFAULT} --region=us-central1 --project=payments-prod`,
    );
    const account = await run(dev, `gcloud run jobs describe nightly ${ACCOUNT}`);
    expect(account).toMatch(/^nightly-[0-9a-f]+@payments-prod\.iam\.gserviceaccount\.com$/);
    const policy = await run(admin, 'gcloud projects get-iam-policy payments-prod --format=json');
    expect(policy).not.toContain(account);
  });

  it('can still be updated by the same deployer', async () => {
    await run(dev, `gcloud run jobs update nightly --image ${IMAGE}:v2 --region us-central1`);
    await run(ci, `gcloud run jobs create hourly --image ${IMAGE} --region us-central1`);
    const [finding] = await remediated('hourly');
    expect(finding?.steps.map(({ kind }) => kind)).toEqual([
      'create-account',
      'grant-act-as',
      'assign-service-account',
    ]);
    await run(ci, `gcloud run jobs update hourly --image ${IMAGE}:v2 --region us-central1`);
    const image = await run(
      ci,
      "gcloud run jobs describe hourly --format='value(spec.template.spec.template.spec.containers[0].image)'",
    );
    expect(image).toBe(`${IMAGE}:v2`);
  });

  it('is mended again when an exported YAML sets it back', async () => {
    const before = await run(dev, `gcloud run jobs describe nightly ${ACCOUNT}`);
    await run(
      dev,
      `file=$(mktemp --suffix=.yaml); gcloud run jobs describe nightly --format export > "$file"
       sed -i 's/serviceAccountName: .*/serviceAccountName: ${DEFAULT}/' "$file"
       gcloud run jobs replace "$file"; rm "$file"`,
    );
    const [finding] = await remediated('nightly', { occurrences: 2 });
    expect(finding).toMatchObject({ state: 'remediated', occurrences: 2 });
    expect(await run(dev, `gcloud run jobs describe nightly ${ACCOUNT}`)).toBe(before);
  });

  it('is left alone in data-dev, with exactly one ticket however often it is updated', async () => {
    const there = { ...dev, project: 'data-dev' };
    await run(there, `gcloud run jobs create nightly --image ${IMAGE} --region us-central1`);
    await run(there, `gcloud run jobs update nightly --image ${IMAGE}:v2 --region us-central1`);
    await run(there, `gcloud run jobs update nightly --image ${IMAGE}:v3 --region us-central1`);
    const id = 'default-service-account~data-dev~us-central1~nightly';
    const finding = await eventually(
      PATIENCE_S,
      () => get<FindingView>(`/api/findings/${id}`),
      ({ state, occurrences }) => state === 'ticketed' && occurrences === 3,
    );
    expect(finding).toMatchObject({ state: 'ticketed', occurrences: 3, steps: [] });
    const { tickets } = await get<{ tickets: { findings: string[]; state: string }[] }>(
      '/api/tickets',
    );
    expect(tickets.filter((ticket) => ticket.findings.includes(id))).toMatchObject([
      { state: 'open' },
    ]);
    expect(await run(there, `gcloud run jobs describe nightly ${ACCOUNT}`)).toBe(
      '310000000002-compute@developer.gserviceaccount.com',
    );
  });

  it('shows under which account an execution ran, before and after', async () => {
    const account = await run(dev, `gcloud run jobs describe nightly ${ACCOUNT}`);
    const ran = await run(
      dev,
      "gcloud run jobs execute nightly --wait --region us-central1 --format='value(spec.template.spec.serviceAccountName)'",
    );
    expect(ran).toBe(account);
  });

  it('lets a deploying service account that is not the job’s own deploy again', async () => {
    const reports = 'serviceAccount:reports@payments-prod.iam.gserviceaccount.com';
    await run(
      admin,
      `gcloud projects add-iam-policy-binding payments-prod --member=${reports} --role=roles/run.developer --condition=None --format=none
       gcloud iam service-accounts add-iam-policy-binding ${DEFAULT} --member=${reports} --role=roles/iam.serviceAccountUser --condition=None --format=none`,
    );
    const deployer = { principal: reports, project: 'payments-prod' };
    await run(deployer, `gcloud run jobs create reporting --image ${IMAGE} --region us-central1`);
    const [finding] = await remediated('reporting');
    expect(finding).toMatchObject({
      state: 'remediated',
      principal: 'reports@payments-prod.iam.gserviceaccount.com',
    });
    await run(
      deployer,
      `gcloud run jobs update reporting --image ${IMAGE}:v2 --region us-central1`,
    );
  });

  it('keeps env values and arguments of jobs out of every log, ledger, ticket and answer', async () => {
    const canary = 'canary-5f1c2e7a';
    await run(
      dev,
      `gcloud run jobs create secretive --image ${IMAGE} --region us-central1 --set-env-vars=PASSPHRASE=${canary}-env --args=--token=${canary}-arg`,
    );
    const [finding] = await remediated('secretive');
    expect(finding?.state).toBe('remediated');
    const kept = await run(dev, 'gcloud run jobs describe secretive --format=json');
    expect(kept).toContain(`${canary}-env`);
    expect(kept).toContain(`${canary}-arg`);
    const answers = ['/api/findings', '/api/tickets', '/api/alerts', '/api/counts'];
    for (const path of answers) expect(JSON.stringify(await get(path))).not.toContain(canary);
    expect(bailiff.output()).not.toContain(canary);
    for (const file of readdirSync(data).filter((name) => name.startsWith('ledger')))
      expect(readFileSync(join(data, file)).includes(canary), file).toBe(false);
  });
});
