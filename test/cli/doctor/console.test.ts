import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pushAccount } from '../../../shared/deployed/accounts.ts';
import { example, type LocalDeployment, localDeployment, P } from './local-deployment.ts';

const CONSOLE = `${P}/locations/us-central1/services/bailiff-console`;
const AT = '--region=us-central1 --project=bailiff-prod';
const ADMIN = 'user:admin@example.com';
const AGENT = 'serviceAccount:service-310000000009@gcp-sa-iap.iam.gserviceaccount.com';
const INVOKER = 'roles/run.invoker';
const TOLD = {
  BAILIFF_DEPLOYMENT: JSON.stringify(example()),
  BAILIFF_LEDGER: 'firestore:bailiff',
  BAILIFF_CONSOLE_CALLERS: 'cloud-run',
  BAILIFF_CONSOLE_AUDIENCE:
    'https://us-central1-bailiff-prod.cloudfunctions.net/bailiff-console,32555940559.apps.googleusercontent.com',
};
const PROXIED = {
  ...TOLD,
  BAILIFF_CONSOLE_CALLERS: 'iap',
  BAILIFF_CONSOLE_AUDIENCE: '/projects/310000000009/locations/us-central1/services/bailiff-console',
};

let local: LocalDeployment;
beforeEach(async () => {
  local = await localDeployment();
});
afterEach(() => local.close());

function deployConsole(environment: Readonly<Record<string, string>>, members: readonly string[]) {
  const env = Object.entries(environment).map(([name, value]) => ({ name, value }));
  const service = { name: CONSOLE, template: { containers: [{ env }] } };
  local.organization.deployed.set(CONSOLE, service);
  for (const member of members) local.bind(CONSOLE, INVOKER, member);
}

async function ofConsole(deployment?: string) {
  const { verdicts } = await local.look(deployment === undefined ? {} : { deployment });
  return verdicts.filter(({ about }) => about.endsWith('of bailiff-console'));
}

describe('the console', () => {
  it('may be left out', async () => {
    expect(await ofConsole()).toMatchObject([
      { check: 'invokers', state: 'ok', says: 'There is no console.' },
      { check: 'environment', state: 'ok', says: 'There is no console.' },
    ]);
  });

  it('has to be excepted where nobody else may write the ledger', async () => {
    deployConsole(TOLD, [ADMIN]);
    const { verdicts } = await local.look();
    expect(
      verdicts.filter(({ check, state }) => check === 'deny-policies' && state !== 'ok'),
    ).toEqual([
      {
        check: 'deny-policies',
        about: `deny policy bailiff-project of ${P}`,
        state: 'wrong',
        says: 'It denies datastore.googleapis.com/entities.create, datastore.googleapis.com/entities.delete, datastore.googleapis.com/entities.update to bailiff-console@bailiff-prod.iam.gserviceaccount.com as well, who needs it.',
        mend: ['terraform apply'],
      },
    ]);
  });

  it('lets in those who are named, whom doctor names, since a bare deployment does not', async () => {
    deployConsole(TOLD, [ADMIN, 'group:leads@example.com']);
    expect(await ofConsole()).toMatchObject([
      { state: 'ok', says: `Cloud Run lets in ${ADMIN}, group:leads@example.com.` },
      { state: 'ok' },
    ]);
  });

  it('lets in nobody but whom terraform output names', async () => {
    deployConsole(TOLD, [ADMIN, 'user:dev@example.com']);
    const value = { deployment: example(), console: { url: 'https://x.y', invokers: [ADMIN] } };
    const file = local.file({ bailiff: { value } });
    expect((await ofConsole(file))[0]).toMatchObject({
      state: 'wrong',
      says: 'user:dev@example.com holds roles/run.invoker on it.',
      mend: [
        `gcloud run services remove-iam-policy-binding bailiff-console ${AT} --member=user:dev@example.com --role=roles/run.invoker`,
      ],
    });
  });

  it('is never open to everybody, nor to a whole domain', async () => {
    const many = ['allUsers', 'allAuthenticatedUsers', 'domain:example.com'];
    deployConsole(TOLD, [ADMIN, ...many]);
    expect((await ofConsole())[0]).toMatchObject({
      state: 'wrong',
      says: many.map((member) => `${member} holds roles/run.invoker on it.`).join(' '),
    });
  });

  it('lets in the proxy alone where that lets people in', async () => {
    deployConsole(PROXIED, [AGENT]);
    expect((await ofConsole()).map(({ state }) => state)).toEqual(['ok', 'ok']);
    local.bind(CONSOLE, INVOKER, ADMIN);
    expect((await ofConsole())[0]).toMatchObject({
      state: 'wrong',
      says: `${ADMIN} holds roles/run.invoker on it.`,
    });
  });

  it('has Cloud Run check who calls, and is told for whom tokens are', async () => {
    const audience = `https://us-central1-bailiff-prod.cloudfunctions.net/bailiff-evaluate`;
    const email = pushAccount(example(), 'evaluate');
    const wrong = { BAILIFF_CONSOLE_AUDIENCE: audience, BAILIFF_PUSH_IDENTITY: email };
    deployConsole({ ...TOLD, ...wrong }, [ADMIN]);
    local.change(CONSOLE, { invokerIamDisabled: true });
    expect(await ofConsole()).toMatchObject([
      {
        state: 'wrong',
        mend: [`gcloud run services update bailiff-console ${AT} --invoker-iam-check`],
      },
      {
        state: 'wrong',
        says: 'Its BAILIFF_CONSOLE_AUDIENCE lacks https://us-central1-bailiff-prod.cloudfunctions.net/bailiff-console. It has BAILIFF_PUSH_IDENTITY, which the deployment does not give it.',
      },
    ]);
  });

  it('is told who lets people in', async () => {
    const { BAILIFF_CONSOLE_CALLERS: _, ...rest } = TOLD;
    deployConsole(rest, [ADMIN]);
    expect((await ofConsole())[1]).toMatchObject({
      state: 'wrong',
      says: expect.stringMatching(/^BAILIFF_CONSOLE_CALLERS is none of iap, cloud-run/),
    });
  });
});
