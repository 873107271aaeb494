import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accountId } from '../../../../functions/remediate/actions/account-id.ts';
import { job } from '../local-jobs.ts';
import { DEFAULT, MENDS, type Remediating, remediating, ruleSays } from '../remediating.ts';

const REPORTS = 'reports@payments-prod.iam.gserviceaccount.com';
const PROJECT = 'projects/payments-prod';

describe('assign-service-account, against whoever would use it to get more than he has', () => {
  let world: Remediating;
  beforeAll(async () => {
    world = await remediating();
  });
  beforeEach(() => world.setPolicy(MENDS));
  afterAll(() => world.close());

  const admin = () => {
    const { accountWriter, roleGranter } = world.google;
    if (roleGranter === undefined) throw new Error('There is no role granter.');
    return { accounts: accountWriter, projects: roleGranter };
  };
  const methodsSince = (start: number) =>
    world
      .writes()
      .slice(start)
      .map(({ method }) => method);

  it("takes another id when somebody's account has the job's first, and leaves that one alone", async () => {
    const message = await world.made('collide');
    const { uid } = await world.finding('collide');
    const first = accountId(job('collide'), uid, 0);
    const planted = await admin().accounts.create({
      project: 'payments-prod',
      accountId: first,
      displayName: 'Cloud Run job collide',
      description: 'Bailiff made it for //run.googleapis.com/projects/payments-prod',
    });
    await world.deliver(message);
    expect(world.runsAs('collide')).toBe(
      `${accountId(job('collide'), uid, 1)}@payments-prod.iam.gserviceaccount.com`,
    );
    expect(JSON.stringify(world.allowPolicy(PROJECT))).not.toContain(planted.email);
    expect(world.allowPolicy(`serviceAccounts/${planted.uniqueId}`)?.bindings ?? []).toEqual([]);
  });

  it('fails, and touches nothing else, when somebody takes the id between plan and call', async () => {
    const message = await world.made('overtaken');
    const { accountWriter } = world.google;
    const start = world.writes().length;
    await world.deliver(message, {
      accountWriter: {
        ...accountWriter,
        create: async (account) => {
          await accountWriter.create({ ...account, description: 'mine' });
          return accountWriter.create(account);
        },
      },
    });
    expect((await world.finding('overtaken')).state).toBe('failed');
    expect(world.runsAs('overtaken')).toBe(DEFAULT);
    expect(methodsSince(start)).toEqual(['CreateServiceAccount']);
  });

  it('grants no role that the default account does not hold, and says which and why', async () => {
    world.setPolicy(
      ruleSays(
        'mode: remediate',
        'action: { create: { roles: [roles/logging.logWriter, roles/storage.objectViewer] } }',
      ),
    );
    await world.deliver(await world.made('modest'));
    const email = world.runsAs('modest') ?? '';
    const held = (world.allowPolicy(PROJECT)?.bindings ?? []).filter(({ members }) =>
      members.includes(`serviceAccount:${email}`),
    );
    expect(held.map(({ role }) => role)).toEqual(['roles/logging.logWriter']);
    expect((await world.finding('modest')).history.map(({ what }) => what)).toContain(
      'roles/storage.objectViewer was left out: the replaced account does not hold storage.managedFolders.get, storage.managedFolders.list, storage.objects.get and 1 more on the project.',
    );
  });

  it('uses an account that the policy names only by the project of the job', async () => {
    world.setPolicy(
      ruleSays(
        'mode: remediate',
        'action: { existing: "reports@{project}.iam.gserviceaccount.com" }',
      ),
    );
    await world.deliver(await world.made('named'));
    expect(world.runsAs('named')).toBe(REPORTS);
    expect((await world.finding('named')).wayBack).toEqual([
      `gcloud run jobs update named --service-account=${DEFAULT} --region=us-central1 --project=payments-prod`,
    ]);
    // ci@example.com could not have attached that account himself.
    await world.deliver(await world.made('lent', { as: 'user:ci@example.com' }));
    expect(world.runsAs('lent')).toBe(DEFAULT);
    expect((await world.finding('lent')).state).toBe('awaiting-approval');
  });

  it("does nothing in Bailiff's own project", async () => {
    const message = await world.made('own');
    const { deployment } = world;
    await world.deliver(message, {
      deployment: { ...deployment, project: 'payments-prod' },
    });
    expect(world.runsAs('own')).toBe(DEFAULT);
    expect(await world.finding('own')).toMatchObject({ state: 'ticketed', mode: 'ticket' });
  });

  it('moves a job with a secret once its account can read it', async () => {
    const secrets = await remediating({
      policy: ruleSays(
        'mode: remediate',
        'action: { create: { roles: [roles/secretmanager.secretAccessor] } }',
      ),
      edit: (file) => {
        for (const project of file.projects) {
          if (project.id !== 'payments-prod') continue;
          project.secrets.push({ name: 'db-password', bindings: [] });
          project.bindings.push({
            role: 'roles/secretmanager.secretAccessor',
            members: [`serviceAccount:${DEFAULT}`],
          });
        }
      },
    });
    const message = await secrets.made('reader', {
      template: {
        containers: [{ image: 'us-docker.pkg.dev/cloudrun/container/job' }],
        volumes: [{ name: 'v', secret: { secret: 'db-password' } }],
      },
    });
    await secrets.deliver(message);
    expect(await secrets.finding('reader')).toMatchObject({ state: 'remediated' });
    expect(secrets.runsAs('reader')).toMatch(/^reader-/);
    await secrets.close();
  });
});
