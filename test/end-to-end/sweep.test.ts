import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { missing, needs } from '../requirements.ts';
import {
  eventually,
  type LocalBailiff,
  PATIENCE_S,
  startBailiff,
  succeeds,
} from './local-bailiff.ts';

const admin = { principal: 'user:admin@example.com', project: 'payments-prod' };
const dev = { principal: 'user:dev@example.com', project: 'payments-prod' };
const JOBS = '//run.googleapis.com/projects/payments-prod/locations/us-central1/jobs';
const SEARCH = 'gcloud asset search-all-resources --scope=organizations/100000000001';

describe('the inventory and the sweep, with the real gcloud and curl', () => {
  let bailiff: LocalBailiff;
  beforeAll(async () => {
    if (missing('gcloud') === undefined) bailiff = await startBailiff();
  });
  afterAll(() => bailiff?.stop());
  beforeEach(needs('gcloud'));

  it('list the jobs that were made, page by page, and judge them again', async () => {
    const create = (job: string) =>
      `gcloud run jobs create ${job} --image us-docker.pkg.dev/cloudrun/container/job --service-account=reports@payments-prod.iam.gserviceaccount.com`;
    await succeeds(bailiff, dev, `${create('nightly')}\n${create('hourly')}`);
    const search = `${SEARCH} --asset-types=run.googleapis.com/Job --page-size=1 --format='value(name)'`;
    expect((await succeeds(bailiff, admin, search)).split('\n')).toEqual([
      `${JOBS}/hourly`,
      `${JOBS}/nightly`,
    ]);
    const everything = await succeeds(bailiff, admin, `${SEARCH} --format='value(displayName)'`);
    expect(everything).toBe('hourly\nnightly');
    const ask = `curl -s -H 'content-type: application/json' -d '{}' ${bailiff.url}/sandbox/sweep`;
    expect(await succeeds(bailiff, dev, ask)).toBe('{"accepted":true}');
    const counted = async () => {
      const answer = await fetch(`${bailiff.url}/api/counts`);
      return ((await answer.json()) as { counts: Record<string, number> }).counts;
    };
    const counts = await eventually(PATIENCE_S, counted, (one) => one['sweep.complete'] === 1);
    expect(counts).toMatchObject({ 'recheck.job': 2, 'sweep.listed': 1, 'sweep.complete': 1 });
  });
});
