import { describe, expect, test } from 'vitest';
import { refusedAccount } from '../../../../functions/evaluate/sources/refused-account.ts';

const SHARED = 'batch-runtime@identity-prod.iam.gserviceaccount.com';
const REPORTS = 'reports@payments-prod.iam.gserviceaccount.com';
const actAs = (account: string) =>
  `Permission 'iam.serviceaccounts.actAs' denied on service account ${account} (or it may not exist).`;
const minting = (account: string) =>
  `Google Cloud Run Service Agent does not have permission to get access tokens for the service account ${account}. Please give service-310000000001@serverless-robot-prod.iam.gserviceaccount.com permission iam.serviceAccounts.getAccessToken on the service account. Alternatively, if the service account is unspecified or in the same project you are deploying in, ensure that the Service Agent is assigned the Google Cloud Run Service Agent role roles/run.serviceAgent.`;
const looked = (resource: string, permission = 'iam.serviceAccounts.actAs') => ({
  authorizationInfo: [{ permission, resource }],
});
const said = (message: string) => ({ status: { code: 7, message } });

describe('the account that a refusal is about', () => {
  test.each([
    ['the missing act-as', said(actAs(SHARED))],
    [
      'the missing act-as, with the account’s long name',
      said(actAs(`projects/-/serviceAccounts/${SHARED}`)),
    ],
    [
      'the missing act-as, within another sentence',
      said(
        `User [dev@example.com] does not have permission to access namespace [payments-prod] (or it may not exist): ${actAs(SHARED)}`,
      ),
    ],
    ['the missing minting, not the service agent that it names too', said(minting(SHARED))],
    ['what was looked at', looked(`projects/-/serviceAccounts/${SHARED}`)],
    [
      'what was looked at, by its full name',
      looked(
        `//iam.googleapis.com/projects/identity-prod/serviceAccounts/${SHARED}`,
        'iam.serviceaccounts.getAccessToken',
      ),
    ],
    [
      'both, when they agree',
      { ...said(actAs(SHARED)), ...looked(`projects/-/serviceAccounts/${SHARED}`) },
    ],
    [
      'the words, beside a unique id',
      { ...said(actAs(SHARED)), ...looked('projects/-/serviceAccounts/100000000000000000003') },
    ],
  ])('is told by %s', (_, audit) => {
    expect(refusedAccount(audit)).toBe(SHARED);
  });

  test.each([
    ['two accounts in the words', said(`${actAs(SHARED)} ${actAs(REPORTS)}`)],
    [
      'words and looks that disagree',
      { ...said(actAs(SHARED)), ...looked(`projects/-/serviceAccounts/${REPORTS}`) },
    ],
    ['words that name no account', said(actAs('planted'))],
    ['an account and something that is none', said(`${actAs(SHARED)} ${actAs('planted')}`)],
    [
      'a permission that is not about accounts',
      looked(`projects/-/serviceAccounts/${SHARED}`, 'run.jobs.create'),
    ],
    ['a unique id alone', looked('projects/-/serviceAccounts/100000000000000000003')],
    ['another sentence', said(`${SHARED} may do everything.`)],
    ['words too long to be Google’s', said(`${'x'.repeat(100_000)} ${actAs(SHARED)}`)],
    ['nothing', {}],
  ])('is not told by %s', (_, audit) => {
    expect(refusedAccount(audit)).toBeUndefined();
  });
});
