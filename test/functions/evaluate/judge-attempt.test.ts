import { describe, expect, test } from 'vitest';
import type { FindingId } from '../../../shared/domain/finding.ts';
import { createJob } from '../../shared/gcp/local-apis.ts';
import { AGENT, BATCH, editPolicy, newestResult } from './cross-project.ts';
import { type Evaluating, REPORTS, start } from './evaluating.ts';

const MISSING = 'payments-prod~batch-runtime@identity-prod.iam.gserviceaccount.com';
const ACT_AS = `missing-act-as~${MISSING}~dev@example.com~attempt`;
const MINTING = `missing-token-creator~${MISSING}~dev@example.com~attempt`;

/** dev deploys a job under batch-runtime@identity-prod, which is refused. */
async function refused(at: Evaluating, job: string, as = 'user:dev@example.com'): Promise<void> {
  await expect(createJob(at.apis, job, { as, serviceAccount: BATCH })).rejects.toThrow('denied on');
  await at.deliver(at.newestEntry());
}

/** The newest entry, as it would be if the request were not logged. */
function withoutRequest(at: Evaluating, payload: object = {}): Record<string, unknown> {
  const entry = at.newestEntry();
  const { request: _, ...rest } = entry['protoPayload'] as Record<string, unknown>;
  return { ...entry, insertId: 'bare1', protoPayload: { ...rest, ...payload } };
}

describe('a deploy that was refused under another project’s account', () => {
  test('is a finding of each condition that is missing, not only of the one that Google named', async () => {
    const at = await start();
    await refused(at, 'cp');
    const findings = await at.findings();
    expect(findings.map(({ id }) => id).toSorted()).toEqual([ACT_AS, MINTING]);
    for (const finding of findings)
      expect(finding).toMatchObject({
        state: 'open',
        mode: 'remediate',
        deployer: 'dev@example.com',
        serviceAccount: BATCH,
        resource: { project: 'payments-prod', name: 'cp' },
        evidence: { kind: 'account-use', denial: 'act-as', withheld: true },
      });
    expect(newestResult(at)).toBe('finding');
    expect(at.published).toHaveLength(2);
  });

  test('of another job is the same findings, of the newest', async () => {
    const at = await start();
    await refused(at, 'cp');
    await refused(at, 'cp2');
    const findings = await at.findings();
    expect(
      findings.map(({ id, resource, occurrences }) => [id, resource.name, occurrences]),
    ).toEqual(
      expect.arrayContaining([
        [ACT_AS, 'cp2', 2],
        [MINTING, 'cp2', 2],
      ]),
    );
    expect(findings).toHaveLength(2);
  });

  test('to somebody else is a finding of its own', async () => {
    const at = await start();
    await refused(at, 'cp');
    await refused(at, 'cp', 'user:ci@example.com');
    const deployers = (await at.findings()).map(({ rule, deployer }) => `${rule} ${deployer}`);
    expect(deployers.toSorted()).toEqual([
      'missing-act-as ci@example.com',
      'missing-act-as dev@example.com',
      'missing-token-creator ci@example.com',
      'missing-token-creator dev@example.com',
    ]);
  });

  test('without its request is known by Google’s words', async () => {
    const at = await start();
    await createJob(at.apis, 'cp', { serviceAccount: BATCH }).catch(() => {});
    await at.deliver(withoutRequest(at));
    expect((await at.findings()).map(({ id }) => id).toSorted()).toEqual([ACT_AS, MINTING]);
  });

  test('of an update to another account is about the one that the job has already, if Google refused that', async () => {
    const at = await start();
    await createJob(at.apis, 'cp', { serviceAccount: BATCH }).catch(() => {});
    const request = { job: { template: { template: { serviceAccount: REPORTS } } } };
    await at.deliver(withoutRequest(at, { request }));
    expect((await at.findings()).map(({ id }) => id).toSorted()).toEqual([ACT_AS, MINTING]);
  });

  test('without its request, and with words that disagree, is counted and no finding', async () => {
    const at = await start();
    await createJob(at.apis, 'cp', { serviceAccount: BATCH }).catch(() => {});
    const authorizationInfo = [
      {
        permission: 'iam.serviceAccounts.actAs',
        resource: `projects/-/serviceAccounts/${REPORTS}`,
      },
    ];
    await at.deliver(withoutRequest(at, { authorizationInfo }));
    expect(await at.findings()).toEqual([]);
    expect(newestResult(at)).toBe('denied.act-as');
  });

  test('goes no further than a fight over another condition of the same deploy', async () => {
    const policy = [
      'apiVersion: bailiff/v1',
      'limits: {fight: {setBacks: 1, window: 24h}}',
      'rules: {missing-act-as: {mode: remediate}, missing-token-creator: {mode: remediate}}',
      'trust:',
      '  - projects: [payments-prod]',
      `    accounts: [${BATCH}]`,
      '    deployers: ["user:dev@example.com"]',
    ].join('\n');
    const at = await start({ policy });
    await refused(at, 'cp');
    expect((await at.findings()).map(({ mode }) => mode)).toEqual(['remediate', 'remediate']);
    await at.ledger.move(MINTING as FindingId, { state: 'remediated' });
    await refused(at, 'cp');
    await refused(at, 'cp');
    const decisions = (await at.findings()).map(({ id, decision }) => [
      id,
      decision.because.at(-1),
    ]);
    expect(Object.fromEntries(decisions)).toEqual({
      [MINTING]: 'It was set back 1 times of late, so a person must settle it.',
      [ACT_AS]:
        'Nothing is granted unless all that is missing can be, and missing-token-creator goes no further than ticket here.',
    });
  });

  test('of an account of the job’s own project is told of where Cloud Run itself lacks its role', async () => {
    const at = await start();
    await editPolicy(at, 'v3/projects/payments-prod', (bindings) =>
      bindings.filter(({ role }) => role !== 'roles/run.serviceAgent'),
    );
    await expect(createJob(at.apis, 'own', { serviceAccount: REPORTS })).rejects.toThrow(
      'Google Cloud Run Service Agent does not have permission',
    );
    await at.deliver(at.newestEntry());
    expect(await at.findings()).toMatchObject([
      {
        id: `missing-token-creator~payments-prod~${REPORTS}~dev@example.com~attempt`,
        mode: 'ticket',
        fix: [
          `gcloud projects add-iam-policy-binding payments-prod --member=${AGENT} --role=roles/run.serviceAgent --condition=None --project=payments-prod`,
        ],
      },
    ]);
    expect(at.published).toHaveLength(1);
  });

  test('is pinned to the account that the policy trusts', async () => {
    const policy = [
      'apiVersion: bailiff/v1',
      'rules: {missing-act-as: {mode: remediate}, service-account-unusable: {mode: ticket}}',
      'trust:',
      '  - projects: [payments-prod]',
      `    accounts: [{account: ${BATCH}, uniqueId: "900000000000000000009"}]`,
      '    deployers: ["user:dev@example.com"]',
    ].join('\n');
    const at = await start({ policy });
    await refused(at, 'cp');
    const findings = await at.findings();
    const states = findings.map(({ evidence }) =>
      evidence.kind === 'account-use' ? evidence.diagnosis.account.state : undefined,
    );
    expect(new Set(states)).toEqual(new Set(['re-created']));
  });
});
