import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ApiFailure } from '../../../shared/gcp/api-failure.ts';
import { DEFAULT, MENDS, type Remediating, remediating, ruleSays } from './remediating.ts';

describe('a remediation', () => {
  let world: Remediating;
  beforeAll(async () => {
    world = await remediating();
  });
  beforeEach(() => world.setPolicy(MENDS));
  afterAll(() => world.close());

  it('moves a job onto an account of its own and says what it did and how to take it back', async () => {
    const message = await world.made('nightly');
    await world.deliver(message);
    const email = world.runsAs('nightly') ?? '';
    expect(email).toMatch(/^nightly-[0-9a-f]{10}@payments-prod\.iam\.gserviceaccount\.com$/);
    const finding = await world.finding('nightly');
    expect(finding).toMatchObject({
      state: 'remediated',
      mode: 'remediate',
      decision: {
        because: [
          'The rule default-service-account asks for remediate.',
          `Mended: the job runs as ${email}.`,
        ],
      },
      // dev@example.com may act as every account of the project, so no binding is made for him.
      wayBack: [
        `gcloud run jobs update nightly --service-account=${DEFAULT} --region=us-central1 --project=payments-prod`,
        `gcloud projects remove-iam-policy-binding payments-prod --member=serviceAccount:${email} --role=roles/logging.logWriter --condition=None --project=payments-prod`,
      ],
    });
    expect(world.published.at(-1)).toEqual(message);
    expect(world.lines.at(-1)).toContain('"result":"remediated"');
    const { uniqueId } = world.accountOf(email) ?? {};
    expect(world.allowPolicy(`serviceAccounts/${uniqueId}`)?.bindings ?? []).toEqual([]);
  });

  it('changes nothing of the job but its account', async () => {
    await world.made('untouched');
    await world.apis.jobsAs('user:dev@example.com').patch({
      name: 'projects/payments-prod/locations/us-central1/jobs/untouched',
      requestBody: {
        labels: { team: 'payments' },
        annotations: { 'example.com/owner': 'dev' },
        launchStage: 'GA',
        client: 'terraform',
        clientVersion: '1.2.3',
        template: {
          taskCount: 3,
          parallelism: 2,
          labels: { tier: 'batch' },
          template: {
            containers: [
              {
                image: 'us-docker.pkg.dev/cloudrun/container/job',
                args: ['--all'],
                command: ['run'],
                env: [{ name: 'A', value: 'b' }],
                resources: { limits: { cpu: '2', memory: '1Gi' } },
              },
            ],
            maxRetries: 0,
            timeout: '1800s',
          },
        },
      },
    });
    const before = structuredClone(world.jobBody('untouched'));
    await world.deliver(await world.seen('untouched'));
    const after = world.jobBody('untouched');
    expect(after.template?.template?.serviceAccount).toMatch(/^untouched-/);
    const wanted = ({
      labels,
      annotations,
      launchStage,
      client,
      clientVersion,
      template,
    }: typeof after) => ({
      labels,
      annotations,
      launchStage,
      client,
      clientVersion,
      template: { ...template, template: { ...template?.template, serviceAccount: '' } },
    });
    expect(wanted(after)).toEqual(wanted(before));
    expect(after.executionCount ?? 0).toBe(0);
  });

  it('lets the deployer deploy again who could act as nothing but the default account', async () => {
    await world.deliver(await world.made('by-ci', { as: 'user:ci@example.com' }));
    const email = world.runsAs('by-ci') ?? '';
    expect(
      world.allowPolicy(`serviceAccounts/${world.accountOf(email)?.uniqueId}`)?.bindings,
    ).toEqual([{ role: 'roles/iam.serviceAccountUser', members: ['user:ci@example.com'] }]);
    const name = 'projects/payments-prod/locations/us-central1/jobs/by-ci';
    const { data } = await world.apis.jobsAs('user:ci@example.com').get({ name });
    await world.apis.jobsAs('user:ci@example.com').patch({
      name,
      requestBody: { template: data.template ?? {}, labels: { again: 'yes' } },
    });
    expect(world.runsAs('by-ci')).toBe(email);
  });

  it('tells an approver the whole plan in words', async () => {
    world.setPolicy(
      ruleSays(
        'mode: approve',
        'action: { create: { roles: [roles/logging.logWriter, roles/storage.objectViewer] } }',
      ),
    );
    await world.deliver(await world.made('waiting', { as: 'user:ci@example.com' }));
    const { history, state } = await world.finding('waiting');
    const what = (history.at(-1)?.what ?? '')
      .replaceAll(/waiting-[0-9a-f]{10}@[a-z.-]+com/g, 'ACCOUNT')
      .replace(/[0-9a-f]{12}\.$/, 'DIGEST.');
    expect(state).toBe('awaiting-approval');
    expect(what).toBe(
      `Waits for an approver: Nothing is changed before somebody approves it. The plan: Make the service account ACCOUNT for this job alone. Grant roles/logging.logWriter on project payments-prod to serviceAccount:ACCOUNT. Let user:ci@example.com act as ACCOUNT. Move the job from ${DEFAULT} to ACCOUNT. roles/storage.objectViewer was left out: the replaced account does not hold storage.managedFolders.get, storage.managedFolders.list, storage.objects.get and 1 more on the project. It is known as DIGEST.`,
    );
  });

  it('holds a job when its project may have no more accounts', async () => {
    const message = await world.made('crowded');
    const { accountWriter } = world.google;
    const create = async () => {
      const fields = { status: 429, code: 'RESOURCE_EXHAUSTED', api: 'iam.googleapis.com' };
      throw new ApiFailure('Maximum number of service accounts on project reached.', fields);
    };
    await world.deliver(message, { accountWriter: { ...accountWriter, create } });
    expect(await world.finding('crowded')).toMatchObject({ state: 'held', mode: 'ticket' });
    expect((await world.finding('crowded')).decision.because.at(-1)).toBe(
      'The job was left alone. Project payments-prod may have no more service accounts.',
    );
  });

  it('fails, and says why and what to do, where an organization policy forbids new accounts', async () => {
    const strict = await remediating({
      edit: ({ projects }) => {
        for (const { id, policies } of projects)
          if (id === 'payments-prod') policies['iam.disableServiceAccountCreation'] = 'enforced';
      },
    });
    await strict.deliver(await strict.made('forbidden'));
    expect(strict.runsAs('forbidden')).toBe(DEFAULT);
    expect(await strict.finding('forbidden')).toMatchObject({ state: 'failed' });
    expect((await strict.finding('forbidden')).decision.because.at(-1)).toBe(
      "The remediation failed. Service account creation is not allowed in project payments-prod. The organization policy constraints/iam.disableServiceAccountCreation forbids it: ask whoever keeps that policy for an exception, or take out of Bailiff's policy what asks for this.",
    );
    await strict.close();
  });
});
