import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { missing, needs } from '../requirements.ts';
import { type LocalBailiff, shell, startBailiff } from './local-bailiff.ts';

const RUNTIME = 'batch-runtime@identity-prod.iam.gserviceaccount.com';
const dev = { principal: 'user:dev@example.com', project: 'payments-prod' };
const admin = { principal: 'user:admin@example.com', project: 'payments-prod' };

interface Explained {
  readonly conditions: readonly { readonly id: string; readonly fix: readonly string[] }[];
}

describe('the lines that explain prints, with the real gcloud', () => {
  let bailiff: LocalBailiff;
  beforeAll(async () => {
    if (missing('gcloud') === undefined) bailiff = await startBailiff();
  });
  afterAll(() => bailiff?.stop());
  beforeEach(needs('gcloud'));

  it('mend every condition at once, so that the next deploy works', async () => {
    const broken = await shell(
      bailiff,
      admin,
      `gcloud iam service-accounts disable ${RUNTIME}
       gcloud resource-manager org-policies enable-enforce iam.disableCrossProjectServiceAccountUsage --project=identity-prod`,
    );
    expect(broken).toMatchObject({ code: 0 });
    const explain = `npm run -s bailiff -- explain --project payments-prod --account ${RUNTIME} --deployer user:dev@example.com --format json`;
    const before = await shell(bailiff, dev, explain);
    expect(before).toMatchObject({ code: 1, stderr: '' });
    const { conditions } = JSON.parse(before.stdout) as Explained;
    expect(conditions.map(({ id, fix }) => [id, fix.length])).toEqual([
      ['account-usable', 1],
      ['act-as', 1],
      ['token-minting', 1],
      ['cross-project-use', 1],
    ]);
    const lines = conditions.flatMap(({ fix }) => fix).join('\n');
    expect(await shell(bailiff, admin, lines)).toMatchObject({ code: 0 });
    expect(await shell(bailiff, dev, explain)).toMatchObject({ code: 0, stderr: '' });
    const deploy = `gcloud run jobs create cp --image us-docker.pkg.dev/cloudrun/container/job --service-account ${RUNTIME}
      npm run -s bailiff -- explain projects/payments-prod/locations/us-central1/jobs/cp`;
    const deployed = await shell(bailiff, dev, deploy);
    expect(deployed).toMatchObject({ code: 0 });
    expect(deployed.stdout).toContain('Nothing is missing.');
  });
});
