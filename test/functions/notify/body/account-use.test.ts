import { describe, expect, it } from 'vitest';
import { ticketBody } from '../../../../functions/notify/ticket-body.ts';
import { condition, crossProjectDiagnosis, liveDiagnosis } from '../../../fixtures/diagnosis.ts';
import { deniedFinding, liveFinding } from '../account-use-finding.ts';

const EMAIL = 'batch-runtime@identity-prod.iam.gserviceaccount.com';

describe('the ticket of a denied deploy', () => {
  it('that nobody trusts says every condition, whom to ask for what, and how to do without', () => {
    const twice = { occurrences: 2, lastSeen: '2026-11-22T10:05:00Z' };
    const body = ticketBody([
      deniedFinding('missing-act-as', twice),
      deniedFinding('missing-token-creator', twice),
    ]);
    expect(
      body,
    ).toBe(`dev@example.com was refused a deploy of the Cloud Run job cp in payments-prod (us-central1), which was to run as batch-runtime@identity-prod.iam.gserviceaccount.com of the project identity-prod. Refused 2 times so far, last at 2026-11-22T10:05:00Z.

Google's refusal names iam.serviceAccounts.actAs on the account. It names one reason at a time; these are all conditions.

What the deploy takes, and how that stood:
  holds (on the account): an account that is there and enabled
  missing: Service Account User (roles/iam.serviceAccountUser, which contains iam.serviceAccounts.actAs) on the account, for dev@example.com
    The condition act-as is missing.
  missing: Service Account Token Creator (roles/iam.serviceAccountTokenCreator, which contains iam.serviceAccounts.getAccessToken) on the account, for the Cloud Run service agent of payments-prod, service-310000000001@serverless-robot-prod.iam.gserviceaccount.com
    The condition token-minting is missing.
  holds (on the account): leave for other projects to use accounts of identity-prod (the organization policy constraint iam.disableCrossProjectServiceAccountUsage not enforced there)

What Bailiff decided, and why:
  missing-act-as (ticket, ticketed): The rule missing-act-as says ticket.
  missing-token-creator (ticket, ticketed): The rule missing-token-creator says ticket.

What happened:
  2026-11-22T10:00:00Z  seen: denied deploy by dev@example.com; mode ticket

What the account's owner should check first:
  Is dev@example.com to deploy jobs that run as the account? Through them they can do all that it can.
  Are jobs of payments-prod to run as the account? With this, act-as alone decides which of them may.

What dev@example.com asks whoever administers batch-runtime@identity-prod.iam.gserviceaccount.com and its project to run:
  gcloud mend act-as --project=identity-prod
  gcloud mend token-minting --project=identity-prod

The same in Terraform:
  resource "mend" "act-as" {}
  resource "mend" "token-minting" {}

To use an account of payments-prod instead:
  gcloud iam service-accounts create cp-runner --project=payments-prod
  gcloud iam service-accounts add-iam-policy-binding cp-runner@payments-prod.iam.gserviceaccount.com --member=user:dev@example.com --role=roles/iam.serviceAccountUser --condition=None --project=payments-prod
  gcloud run jobs create cp --image=IMAGE --service-account=cp-runner@payments-prod.iam.gserviceaccount.com --region=us-central1 --project=payments-prod
The new account holds no role: grant it what the job needs. IMAGE is the one to deploy.

To see every condition as it is now, as somebody who may read the account (docs/explain.md): npm run -s bailiff -- explain --project payments-prod --deployer user:dev@example.com --account batch-runtime@identity-prod.iam.gserviceaccount.com

To hear no more of it: ask the owners of the policy for an exemption of missing-act-as, missing-token-creator for such deploys, with a reason and a date.

What it means: docs/cross-project.md, docs/rules/missing-act-as.md, docs/rules/missing-token-creator.md. Findings: missing-act-as~payments-prod~batch-runtime@identity-prod.iam.gserviceaccount.com~dev@example.com~attempt, missing-token-creator~payments-prod~batch-runtime@identity-prod.iam.gserviceaccount.com~dev@example.com~attempt`);
  });

  it('that Bailiff mended says what was granted, to deploy again, and how to take it back', () => {
    const mended = {
      state: 'remediated',
      mode: 'remediate',
      history: [
        {
          at: '2026-11-22T10:00:00Z',
          what: 'seen: denied deploy by dev@example.com; mode remediate',
        },
        {
          at: '2026-11-22T10:00:02Z',
          what: 'Mended: dev@example.com can deploy jobs of payments-prod as batch-runtime@identity-prod.iam.gserviceaccount.com.',
        },
      ],
      wayBack: [
        `gcloud iam service-accounts remove-iam-policy-binding ${EMAIL} --member=user:dev@example.com --role=roles/iam.serviceAccountUser --condition=None --project=identity-prod`,
      ],
    } as const;
    const body = ticketBody([
      deniedFinding('missing-act-as', mended),
      deniedFinding('missing-token-creator', mended),
    ]);
    expect(
      body,
    ).toBe(`dev@example.com was refused a deploy of the Cloud Run job cp in payments-prod (us-central1), which was to run as batch-runtime@identity-prod.iam.gserviceaccount.com of the project identity-prod. Refused 1 time so far, last at 2026-11-22T10:00:00Z.

Google's refusal names iam.serviceAccounts.actAs on the account. It names one reason at a time; these are all conditions.

What the deploy takes, and how that stood:
  holds (on the account): an account that is there and enabled
  missing: Service Account User (roles/iam.serviceAccountUser, which contains iam.serviceAccounts.actAs) on the account, for dev@example.com
    The condition act-as is missing.
  missing: Service Account Token Creator (roles/iam.serviceAccountTokenCreator, which contains iam.serviceAccounts.getAccessToken) on the account, for the Cloud Run service agent of payments-prod, service-310000000001@serverless-robot-prod.iam.gserviceaccount.com
    The condition token-minting is missing.
  holds (on the account): leave for other projects to use accounts of identity-prod (the organization policy constraint iam.disableCrossProjectServiceAccountUsage not enforced there)

What Bailiff decided, and why:
  missing-act-as (remediate, remediated): The rule missing-act-as says ticket.
  missing-token-creator (remediate, remediated): The rule missing-token-creator says ticket.

What happened:
  2026-11-22T10:00:00Z  seen: denied deploy by dev@example.com; mode remediate
  2026-11-22T10:00:02Z  Mended: dev@example.com can deploy jobs of payments-prod as batch-runtime@identity-prod.iam.gserviceaccount.com.

Deploy the job again, as before. A grant works within two minutes as a rule, and can take seven or more.

To take the change back:
  gcloud iam service-accounts remove-iam-policy-binding batch-runtime@identity-prod.iam.gserviceaccount.com --member=user:dev@example.com --role=roles/iam.serviceAccountUser --condition=None --project=identity-prod

To see every condition as it is now, as somebody who may read the account (docs/explain.md): npm run -s bailiff -- explain --project payments-prod --deployer user:dev@example.com --account batch-runtime@identity-prod.iam.gserviceaccount.com

What it means: docs/cross-project.md, docs/rules/missing-act-as.md, docs/rules/missing-token-creator.md. Findings: missing-act-as~payments-prod~batch-runtime@identity-prod.iam.gserviceaccount.com~dev@example.com~attempt, missing-token-creator~payments-prod~batch-runtime@identity-prod.iam.gserviceaccount.com~dev@example.com~attempt`);
  });

  it('of which not everything is known says so, with the right that Bailiff lacks', () => {
    const diagnosis = crossProjectDiagnosis(
      { 'act-as': 'unknown', 'token-minting': 'missing' },
      {
        unread: [
          'The policies of projects/identity-prod may not be read (resourcemanager.projects.getIamPolicy; roles/iam.securityReviewer on the organization is enough).',
        ],
      },
    );
    const body = ticketBody([
      deniedFinding('missing-act-as', { diagnosis }),
      deniedFinding('missing-token-creator', { diagnosis }),
    ]);
    expect(
      body,
    ).toBe(`dev@example.com was refused a deploy of the Cloud Run job cp in payments-prod (us-central1), which was to run as batch-runtime@identity-prod.iam.gserviceaccount.com of the project identity-prod. Refused 1 time so far, last at 2026-11-22T10:00:00Z.

Google's refusal names iam.serviceAccounts.actAs on the account. It names one reason at a time; these are all conditions.

What the deploy takes, and how that stood:
  holds (on the account): an account that is there and enabled
  unknown: Service Account User (roles/iam.serviceAccountUser, which contains iam.serviceAccounts.actAs) on the account, for dev@example.com
    The condition act-as is unknown.
  missing: Service Account Token Creator (roles/iam.serviceAccountTokenCreator, which contains iam.serviceAccounts.getAccessToken) on the account, for the Cloud Run service agent of payments-prod, service-310000000001@serverless-robot-prod.iam.gserviceaccount.com
    The condition token-minting is missing.
  holds (on the account): leave for other projects to use accounts of identity-prod (the organization policy constraint iam.disableCrossProjectServiceAccountUsage not enforced there)

Not known to Bailiff, and what it lacks:
  The policies of projects/identity-prod may not be read (resourcemanager.projects.getIamPolicy; roles/iam.securityReviewer on the organization is enough).

What Bailiff decided, and why:
  missing-act-as (ticket, ticketed): The rule missing-act-as says ticket.
  missing-token-creator (ticket, ticketed): The rule missing-token-creator says ticket.

What happened:
  2026-11-22T10:00:00Z  seen: denied deploy by dev@example.com; mode ticket

What the account's owner should check first:
  Are jobs of payments-prod to run as the account? With this, act-as alone decides which of them may.

What dev@example.com asks whoever administers batch-runtime@identity-prod.iam.gserviceaccount.com and its project to run:
  gcloud mend token-minting --project=identity-prod

The same in Terraform:
  resource "mend" "token-minting" {}

If what is not known turns out to be missing:
  gcloud mend act-as --project=identity-prod

To use an account of payments-prod instead:
  gcloud iam service-accounts create cp-runner --project=payments-prod
  gcloud iam service-accounts add-iam-policy-binding cp-runner@payments-prod.iam.gserviceaccount.com --member=user:dev@example.com --role=roles/iam.serviceAccountUser --condition=None --project=payments-prod
  gcloud run jobs create cp --image=IMAGE --service-account=cp-runner@payments-prod.iam.gserviceaccount.com --region=us-central1 --project=payments-prod
The new account holds no role: grant it what the job needs. IMAGE is the one to deploy.

To see every condition as it is now, as somebody who may read the account (docs/explain.md): npm run -s bailiff -- explain --project payments-prod --deployer user:dev@example.com --account batch-runtime@identity-prod.iam.gserviceaccount.com

To hear no more of it: ask the owners of the policy for an exemption of missing-act-as, missing-token-creator for such deploys, with a reason and a date.

What it means: docs/cross-project.md, docs/rules/missing-act-as.md, docs/rules/missing-token-creator.md. Findings: missing-act-as~payments-prod~batch-runtime@identity-prod.iam.gserviceaccount.com~dev@example.com~attempt, missing-token-creator~payments-prod~batch-runtime@identity-prod.iam.gserviceaccount.com~dev@example.com~attempt`);
  });

  it('into a project that keeps its accounts to itself names the constraint and what lifting it means', () => {
    const body = ticketBody([
      deniedFinding('cross-project-use-disabled', {
        denial: 'constraint',
        diagnosis: crossProjectDiagnosis({ 'cross-project-use': 'missing' }),
      }),
    ]);
    expect(
      body,
    ).toBe(`dev@example.com was refused a deploy of the Cloud Run job cp in payments-prod (us-central1), which was to run as batch-runtime@identity-prod.iam.gserviceaccount.com of the project identity-prod. Refused 1 time so far, last at 2026-11-22T10:00:00Z.

Google's refusal names the constraint iam.disableCrossProjectServiceAccountUsage. It names one reason at a time; these are all conditions.

What the deploy takes, and how that stood:
  holds (on the account): an account that is there and enabled
  holds (on the account): Service Account User (roles/iam.serviceAccountUser, which contains iam.serviceAccounts.actAs) on the account, for dev@example.com
  holds (on the account): Service Account Token Creator (roles/iam.serviceAccountTokenCreator, which contains iam.serviceAccounts.getAccessToken) on the account, for the Cloud Run service agent of payments-prod, service-310000000001@serverless-robot-prod.iam.gserviceaccount.com
  missing: leave for other projects to use accounts of identity-prod (the organization policy constraint iam.disableCrossProjectServiceAccountUsage not enforced there)
    The condition cross-project-use is missing.

What Bailiff decided, and why:
  cross-project-use-disabled (ticket, ticketed): The rule cross-project-use-disabled says ticket.

What happened:
  2026-11-22T10:00:00Z  seen: denied deploy by dev@example.com; mode ticket

What the account's owner should check first:
  Are accounts of identity-prod to be used in other projects? Without the constraint any of them can be, by whoever is let act as it; lifting it puts a lien on identity-prod.

What dev@example.com asks whoever administers batch-runtime@identity-prod.iam.gserviceaccount.com and its project to run:
  gcloud mend cross-project-use --project=identity-prod

The same in Terraform:
  resource "mend" "cross-project-use" {}

To use an account of payments-prod instead:
  gcloud iam service-accounts create cp-runner --project=payments-prod
  gcloud iam service-accounts add-iam-policy-binding cp-runner@payments-prod.iam.gserviceaccount.com --member=user:dev@example.com --role=roles/iam.serviceAccountUser --condition=None --project=payments-prod
  gcloud run jobs create cp --image=IMAGE --service-account=cp-runner@payments-prod.iam.gserviceaccount.com --region=us-central1 --project=payments-prod
The new account holds no role: grant it what the job needs. IMAGE is the one to deploy.

To see every condition as it is now, as somebody who may read the account (docs/explain.md): npm run -s bailiff -- explain --project payments-prod --deployer user:dev@example.com --account batch-runtime@identity-prod.iam.gserviceaccount.com

To hear no more of it: ask the owners of the policy for an exemption of cross-project-use-disabled for such deploys, with a reason and a date.

What it means: docs/cross-project.md, docs/rules/cross-project-use-disabled.md. Findings: cross-project-use-disabled~payments-prod~batch-runtime@identity-prod.iam.gserviceaccount.com~dev@example.com~attempt`);
  });
});

describe('the ticket of a job', () => {
  it('whose token minting was revoked asks whether that was meant', () => {
    const diagnosis = crossProjectDiagnosis(
      { 'token-minting': 'missing', 'act-as': 'unknown' },
      { deployer: undefined },
    );
    const body = ticketBody([
      liveFinding('missing-token-creator', diagnosis, { principal: 'admin@example.com' }),
    ]);
    expect(
      body,
    ).toBe(`The Cloud Run job nightly in payments-prod (us-central1) runs as batch-runtime@identity-prod.iam.gserviceaccount.com of the project identity-prod. Not everything that this takes was in place when it was last looked at. Seen 1 time, last at 2026-11-22T10:00:00Z, after a change by admin@example.com.

What it takes to run as the account, and how that stood:
  holds (on the account): an account that is there and enabled
  missing: Service Account Token Creator (roles/iam.serviceAccountTokenCreator, which contains iam.serviceAccounts.getAccessToken) on the account, for the Cloud Run service agent of payments-prod, service-310000000001@serverless-robot-prod.iam.gserviceaccount.com
    The condition token-minting is missing.
  holds (on the account): leave for other projects to use accounts of identity-prod (the organization policy constraint iam.disableCrossProjectServiceAccountUsage not enforced there)

What Bailiff decided, and why:
  missing-token-creator (ticket, ticketed): The rule missing-token-creator says ticket.

What happened:
  2026-11-22T10:00:00Z  seen

What the account's owner should check first:
  Was it taken away on purpose, say after an incident? Then leave it so, and give the job another account.

To mend it, whoever administers batch-runtime@identity-prod.iam.gserviceaccount.com and its project runs:
  gcloud mend token-minting --project=identity-prod

The same in Terraform:
  resource "mend" "token-minting" {}

To use an account of payments-prod instead:
  gcloud iam service-accounts create nightly-runner --project=payments-prod
  gcloud run jobs update nightly --service-account=nightly-runner@payments-prod.iam.gserviceaccount.com --region=us-central1 --project=payments-prod
The new account holds no role: grant it what the job needs. Whoever deploys the job needs Service Account User (roles/iam.serviceAccountUser) on it.

To see every condition as it is now, as somebody who may read the account (docs/explain.md): npm run -s bailiff -- explain //run.googleapis.com/projects/payments-prod/locations/us-central1/jobs/nightly

To let it stay: ask the owners of the policy for an exemption of missing-token-creator for //run.googleapis.com/projects/payments-prod/locations/us-central1/jobs/nightly, with a reason and a date.

What it means: docs/cross-project.md, docs/rules/missing-token-creator.md. Findings: missing-token-creator~payments-prod~us-central1~nightly`);
  });

  it('whose account of its own project is disabled says how to enable it, after asking why', () => {
    const email = 'reports@payments-prod.iam.gserviceaccount.com';
    const diagnosis = liveDiagnosis({
      account: {
        email,
        project: 'payments-prod',
        uniqueId: '100000000000000000002',
        state: 'disabled',
      },
      conditions: [
        {
          ...condition('account-usable', 'missing'),
          because: `${email} is disabled, so nothing gets a token for it.`,
          fix: [`gcloud iam service-accounts enable ${email} --project=payments-prod`],
          terraform: [],
        },
        condition('act-as', 'unknown'),
        condition('token-minting', 'not-needed'),
        condition('cross-project-use', 'not-needed'),
      ],
    });
    const body = ticketBody([
      liveFinding('service-account-unusable', diagnosis, { principal: 'admin@example.com' }),
    ]);
    expect(
      body,
    ).toBe(`The Cloud Run job nightly in payments-prod (us-central1) runs as reports@payments-prod.iam.gserviceaccount.com. Not everything that this takes was in place when it was last looked at. Seen 1 time, last at 2026-11-22T10:00:00Z, after a change by admin@example.com.

What it takes to run as the account, and how that stood:
  missing: an account that is there and enabled
    reports@payments-prod.iam.gserviceaccount.com is disabled, so nothing gets a token for it.

What Bailiff decided, and why:
  service-account-unusable (ticket, ticketed): The rule service-account-unusable says ticket.

What happened:
  2026-11-22T10:00:00Z  seen

What the account's owner should check first:
  Why was it disabled? Enabling it gives its access back to everything that uses it.

To mend it, whoever administers reports@payments-prod.iam.gserviceaccount.com and its project runs:
  gcloud iam service-accounts enable reports@payments-prod.iam.gserviceaccount.com --project=payments-prod

To see every condition as it is now, as somebody who may read the account (docs/explain.md): npm run -s bailiff -- explain //run.googleapis.com/projects/payments-prod/locations/us-central1/jobs/nightly

To let it stay: ask the owners of the policy for an exemption of service-account-unusable for //run.googleapis.com/projects/payments-prod/locations/us-central1/jobs/nightly, with a reason and a date.

What it means: docs/cross-project.md, docs/rules/service-account-unusable.md. Findings: service-account-unusable~payments-prod~us-central1~nightly`);
  });
});
