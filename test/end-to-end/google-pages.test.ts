import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { missing, needs } from '../requirements.ts';
import { type LocalBailiff, shell, startBailiff, succeeds } from './local-bailiff.ts';

const IMAGE = 'us-docker.pkg.dev/cloudrun/container/job';
const RUNTIME = 'batch-runtime@identity-prod.iam.gserviceaccount.com';
const AGENT = 'serviceAccount:service-310000000001@serverless-robot-prod.iam.gserviceaccount.com';
const dev = { principal: 'user:dev@example.com', project: 'payments-prod' };
const admin = { principal: 'user:admin@example.com', project: 'identity-prod' };

/** The commands of https://cloud.google.com/run/docs/configuring/jobs/service-identity, in the order of that page. */
describe('the commands of Google’s page on the service identity of jobs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pages-'));
  let bailiff: LocalBailiff;
  beforeAll(async () => {
    // With the example policy Bailiff would mend after the first denial what the page mends by hand.
    const policy = join(folder, 'policy.yaml');
    writeFileSync(policy, 'apiVersion: bailiff/v1\n');
    if (missing('gcloud') === undefined) bailiff = await startBailiff({ BAILIFF_POLICY: policy });
  });
  afterAll(async () => {
    await bailiff?.stop();
    rmSync(folder, { recursive: true });
  });
  beforeEach(needs('gcloud'));

  const run = (as: typeof dev, script: string) => succeeds(bailiff, as, script);

  it('create a job with a service account, update it to another, and replace it from its YAML', async () => {
    const reports = 'reports@payments-prod.iam.gserviceaccount.com';
    await run(dev, `gcloud run jobs create weekly --image ${IMAGE} --service-account ${reports}`);
    await run(
      dev,
      `gcloud run jobs update weekly --image ${IMAGE}:latest --service-account ${reports}`,
    );
    await run(
      dev,
      `folder=$(mktemp -d); gcloud run jobs describe weekly --format export > "$folder/job.yaml"
       gcloud run jobs replace "$folder/job.yaml"; rm -r "$folder"`,
    );
    const account = await run(
      dev,
      "gcloud run jobs describe weekly --format='value(spec.template.spec.template.spec.serviceAccountName)'",
    );
    expect(account).toBe(reports);
  });

  it('let a job use an account of another project, once each of the three conditions holds', async () => {
    const create = `gcloud run jobs create cp --image ${IMAGE} --service-account ${RUNTIME}`;
    const actAs = await shell(bailiff, dev, create);
    expect(actAs.code).toBe(1);
    expect(actAs.stderr).toContain(
      `Permission 'iam.serviceaccounts.actAs' denied on service account ${RUNTIME} (or it may not exist).`,
    );
    await run(
      admin,
      `gcloud iam service-accounts add-iam-policy-binding \\
        ${RUNTIME} \\
        --member="user:dev@example.com" \\
        --role="roles/iam.serviceAccountUser"`,
    );
    const mint = await shell(bailiff, dev, create);
    expect(mint.code).toBe(1);
    expect(mint.stderr).toContain(
      `Google Cloud Run Service Agent does not have permission to get access tokens for the service account ${RUNTIME}.`,
    );
    const policy = await run(
      admin,
      `gcloud iam service-accounts add-iam-policy-binding \\
        ${RUNTIME} \\
        --member="${AGENT}" \\
        --role="roles/iam.serviceAccountTokenCreator"`,
    );
    expect(policy).toContain(AGENT);
    await run(
      admin,
      'gcloud resource-manager org-policies enable-enforce iam.disableCrossProjectServiceAccountUsage --project=identity-prod',
    );
    const constraint = await shell(bailiff, dev, create);
    expect(constraint.code).toBe(1);
    expect(constraint.stderr).toContain('iam.disableCrossProjectServiceAccountUsage');
    await run(
      admin,
      'gcloud resource-manager org-policies disable-enforce iam.disableCrossProjectServiceAccountUsage --project=identity-prod',
    );
    await run(dev, create);
  });
});
