import { expect, test } from 'vitest';
import { managedCode } from '../../../../functions/notify/body/managed-code.ts';
import { plainText } from '../../../../shared/domain/plain-text.ts';
import { someFinding } from '../../../fixtures/finding.ts';

const MEMBER = 'serviceAccount:terraform@payments-prod.iam.gserviceaccount.com';
const ACCOUNT = 'nightly-runner@payments-prod.iam.gserviceaccount.com';
const { decision } = someFinding();
const fix = [
  'gcloud iam service-accounts create nightly-runner --project=payments-prod',
  `gcloud run jobs update nightly --service-account=${ACCOUNT} --region=us-central1 --project=payments-prod`,
];

test('a job of a managed deployer is to be mended in his code, in whichever language that is', () => {
  const text = plainText(
    managedCode(someFinding({ fix, decision: { ...decision, managed: MEMBER } })),
  );
  expect(text).toContain(`deployed by ${MEMBER}, so it is to be mended where that deploys it from`);
  for (const line of [
    'If that is Terraform, its lines are above.',
    'apiVersion: run.cnrm.cloud.google.com/v1beta1',
    `serviceAccountRef: { external: "${ACCOUNT}" }`,
    `gcloud run jobs deploy nightly --service-account=${ACCOUNT} --region=us-central1 --project=payments-prod`,
    `serviceAccountName: "${ACCOUNT}"`,
  ])
    expect(text).toContain(line);
});

test('of anybody else’s job nothing of that is said, whatever his client calls itself', () => {
  expect(managedCode(someFinding({ fix, client: 'Terraform/1.9.0' }))).toEqual([]);
});
