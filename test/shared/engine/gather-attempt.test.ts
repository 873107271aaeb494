import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findAccount } from '../../../sandbox/organization/hierarchy.ts';
import { parsePrincipal } from '../../../shared/domain/principal.ts';
import {
  type AskedDeploy,
  type AttemptPin,
  gatherAttempt,
} from '../../../shared/engine/gather-attempt.ts';
import { ApiFailure } from '../../../shared/gcp/api-failure.ts';
import { connectGoogle } from '../../../shared/gcp/google.ts';
import type { AccessQuestion } from '../../../shared/gcp/troubleshooter.ts';
import { liveSubject } from '../../fixtures/live-subject.ts';
import { answeringServer } from '../gcp/answering-server.ts';
import { EVALUATE, type LocalApis, localApis } from '../gcp/local-apis.ts';
import { BATCH_RUNTIME, diagnoseReaders, organizationWith } from './diagnosing.ts';

const at = '2026-05-04T06:00:00Z';
const DISABLED = 'paused@identity-prod.iam.gserviceaccount.com';
const asked: AskedDeploy = {
  resource: { kind: 'job', project: '310000000001', location: 'us-central1', name: 'cp' },
  project: liveSubject().project,
  serviceAccount: BATCH_RUNTIME,
  impliesDefault: false,
  denial: 'act-as',
  principal: parsePrincipal('dev@example.com'),
};

let apis: LocalApis;
beforeAll(async () => {
  apis = await localApis((file) => {
    file.projects.find(({ id }) => id === 'identity-prod')?.accounts.push('paused');
  });
  const paused = findAccount(apis.organization, DISABLED);
  if (paused === undefined) throw new Error('There is no account paused.');
  apis.organization.accounts.set(paused.uniqueId, { ...paused, disabled: true });
});
afterAll(() => apis.close());

function attempt(changes: Partial<AskedDeploy> = {}, pinned?: AttemptPin) {
  const hints = { at, ...(pinned === undefined ? {} : { pinned }) };
  return gatherAttempt({ ...asked, ...changes }, diagnoseReaders(apis.as(EVALUATE)), hints);
}

async function stood(changes: Partial<AskedDeploy>, pinned?: AttemptPin) {
  const { diagnosis, deployerMayRead } = await attempt(changes, pinned);
  const states = diagnosis?.conditions.map(({ state }) => state).join(' ');
  return [diagnosis?.account.state, states, deployerMayRead];
}

describe('gathering a refused deploy', () => {
  it('yields what was asked for, by the project’s id, and every condition of it', async () => {
    const subject = await attempt();
    expect(subject).toEqual({
      kind: 'attempted',
      ...asked,
      resource: { ...asked.resource, project: 'payments-prod' },
      diagnosis: expect.objectContaining({
        project: { id: 'payments-prod', number: '310000000001' },
        deployer: 'dev@example.com',
        unread: [],
      }),
      deployerMayRead: false,
      unread: [],
    });
    expect(subject.diagnosis?.conditions.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'account-usable holds',
      'act-as missing',
      'token-minting missing',
      'cross-project-use holds',
    ]);
  });

  it.each([
    [
      'that does not exist',
      'never-was@identity-prod.iam.gserviceaccount.com',
      'missing',
      'missing unknown unknown holds',
    ],
    ['that is disabled', DISABLED, 'disabled', 'missing missing missing holds'],
    [
      'of a project outside of the organization',
      'x-runtime@elsewhere-prod.iam.gserviceaccount.com',
      'unknown',
      'unknown unknown unknown unknown',
    ],
  ])(
    'tells how an account %s stands, which dev may not read',
    async (_, serviceAccount, ...expected) => {
      expect(await stood({ serviceAccount })).toEqual([...expected, false]);
    },
  );

  it('says that the account is not the one that is pinned', async () => {
    const pinned = (account: string, { id }: { id: string }) =>
      account === BATCH_RUNTIME && id === 'payments-prod' ? '100000000000000000099' : undefined;
    expect(await stood({}, pinned)).toEqual(['re-created', 'missing missing missing holds', false]);
  });

  it('does not know what a federated identity may do', async () => {
    const principal = parsePrincipal('principal://iam.googleapis.com/subject/x');
    const subject = await attempt({ principal });
    expect(subject.diagnosis?.unread).toEqual([
      'Policy Troubleshooter answers for Google Accounts and service accounts alone, so nothing can be asked about principal://iam.googleapis.com/subject/x.',
    ]);
    expect(await stood({ principal })).toEqual(['enabled', 'holds unknown missing holds', false]);
  });

  it('does not know what nobody may do', async () => {
    expect(await stood({ principal: { kind: 'unknown' } })).toEqual([
      'enabled',
      'holds unknown missing holds',
      false,
    ]);
  });

  it('is of the project’s default account where the request named none', async () => {
    const principal = parsePrincipal('ci@example.com');
    const { serviceAccount, diagnosis } = await attempt({
      serviceAccount: undefined,
      impliesDefault: true,
      principal,
    });
    expect(serviceAccount).toBeUndefined();
    expect(diagnosis?.account.email).toBe('310000000001-compute@developer.gserviceaccount.com');
  });

  it('has nothing to read where the entry does not tell the account', async () => {
    expect(await stood({ serviceAccount: undefined })).toEqual([undefined, undefined, false]);
  });

  it.each([
    ['batch@example.com', 'missing', 'missing unknown unknown unknown'],
    [
      '310000000001@cloudservices.gserviceaccount.com',
      'unknown',
      'unknown unknown unknown unknown',
    ],
  ])(
    'costs no call where %s was named, and withholds nothing of it',
    async (serviceAccount, ...expected) => {
      const server = await answeringServer('hang-up');
      const google = connectGoogle({ apiRoot: server.apiRoot });
      const readers = diagnoseReaders(google);
      const { diagnosis, deployerMayRead } = await gatherAttempt(
        { ...asked, serviceAccount },
        readers,
        { at },
      );
      await server.close();
      expect(server.asked).toEqual([]);
      expect([
        diagnosis?.account.state,
        diagnosis?.conditions.map(({ state }) => state).join(' '),
      ]).toEqual(expected);
      expect(deployerMayRead).toBe(true);
    },
  );

  it('takes the account by its address, however it was written', async () => {
    const { serviceAccount } = await attempt({
      serviceAccount:
        'projects/-/serviceAccounts/Batch-Runtime@identity-prod.iam.gserviceaccount.com',
    });
    expect(serviceAccount).toBe(BATCH_RUNTIME);
  });
});

describe('whether the deployer may be told how the account stands', () => {
  const dev = { members: ['user:dev@example.com'], role: 'roles/iam.serviceAccountUser' };

  it('is so for one who may read it', async () => {
    const bound = await organizationWith('account', [dev]);
    const { deployerMayRead } = await gatherAttempt(asked, diagnoseReaders(bound.as(EVALUATE)), {
      at,
    });
    await bound.close();
    expect(deployerMayRead).toBe(true);
  });

  it.each([
    ['project', true],
    ['account', false],
  ] as const)(
    'is asked of the project where the account is gone: bound on the %s',
    async (place, may) => {
      const bound = await organizationWith(place, [dev]);
      const serviceAccount = 'never-was@identity-prod.iam.gserviceaccount.com';
      const readers = diagnoseReaders(bound.as(EVALUATE));
      const { deployerMayRead } = await gatherAttempt({ ...asked, serviceAccount }, readers, {
        at,
      });
      await bound.close();
      expect(deployerMayRead).toBe(may);
    },
  );

  it('is not so where Troubleshooter does not say, and throws what may pass', async () => {
    const readers = diagnoseReaders(apis.as(EVALUATE));
    const answering = (answer: () => never) => ({
      ...readers,
      troubleshooter: {
        explain: (question: AccessQuestion) =>
          question.permission === 'iam.serviceAccounts.get'
            ? Promise.resolve().then(answer)
            : readers.troubleshooter.explain(question),
      },
    });
    const failing = (status: number, code: string) => () => {
      throw new ApiFailure('No.', { status, code, api: 'policytroubleshooter.googleapis.com' });
    };
    const refused = await gatherAttempt(asked, answering(failing(403, 'PERMISSION_DENIED')), {
      at,
    });
    expect(refused.deployerMayRead).toBe(false);
    await expect(
      gatherAttempt(asked, answering(failing(503, 'UNAVAILABLE')), { at }),
    ).rejects.toMatchObject({ status: 503 });
  });
});
