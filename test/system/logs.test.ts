import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, PATIENCE_S } from '../end-to-end/local-bailiff.ts';
import { REPORTS } from './local.ts';
import { type Spawned, spawnLocal } from './spawned.ts';

const ENV = 'canary-env-5f1c2e7a';
const OWN = 'bailiff-account-writer@bailiff-prod.iam.gserviceaccount.com';
const ARG = 'canary-arg-5f1c2e7a';
const TOKEN = 'canary-token-5f1c2e7a';
const CONTAINER = {
  image: 'us-docker.pkg.dev/cloudrun/container/job',
  env: [{ name: 'PASSPHRASE', value: ENV }],
  args: [`--passphrase=${ARG}`, `--token=${TOKEN}`],
};

let local: Spawned;
beforeAll(async () => {
  local = await spawnLocal('--import', './test/system/traced.ts');
  await create('payments-prod', 'mended');
  await eventually(PATIENCE_S, ticketStates, (states) => states === 'closed');
  await create('payments-prod', 'kept', { serviceAccount: REPORTS });
  await create('data-dev', 'ticketed');
  // Refused: he may act as the default account alone.
  await create('payments-prod', 'refused', { serviceAccount: REPORTS }, 'user:ci@example.com');
  const stranger = planted('CreateJob', 'stranger-prod');
  for (const entry of [planted('UpdateJob'), planted('RenameJob'), stranger, { env: ENV }])
    await local.post('sandbox/events', entry);
  await eventually(
    PATIENCE_S,
    async () => [local.linesOf('evaluate').length, await ticketStates()],
    ([judged, states]) => judged === 11 && states === 'closed open open',
  );
}, 150_000);
afterAll(() => local.close());

function create(project: string, job: string, how: object = {}, as?: string): Promise<string> {
  const path = `v2/projects/${project}/locations/us-central1/jobs?jobId=${job}`;
  return local.post(path, { template: { template: { containers: [CONTAINER], ...how } } }, as);
}

async function ticketStates(): Promise<string> {
  const { tickets } = JSON.parse(await local.get('api/tickets')) as {
    readonly tickets: readonly { readonly state: string }[];
  };
  return tickets.map(({ state }) => state).join(' ');
}

/** An entry that holds what a job was given wherever Logging might write it, and where it never would. */
function planted(method: string, project = 'payments-prod'): object {
  const job = {
    env: ENV,
    startExecutionToken: TOKEN,
    template: { labels: { env: ENV }, template: { containers: [CONTAINER], token: TOKEN } },
  };
  const body = { env: ENV, args: [ARG], token: TOKEN };
  const metadata = { annotations: { token: TOKEN, env: ENV } };
  return {
    logName: `projects/${project}/logs/cloudaudit.googleapis.com%2Factivity`,
    timestamp: new Date().toISOString(),
    insertId: `planted-${method}`,
    labels: { env: ENV },
    resource: {
      type: 'cloud_run_job',
      labels: { project_id: project, location: 'us-central1', job_name: 'mended' },
    },
    protoPayload: {
      serviceName: 'run.googleapis.com',
      methodName: `google.cloud.run.v2.Jobs.${method}`,
      resourceName: `projects/${project}/locations/us-central1/jobs/mended`,
      authenticationInfo: { principalEmail: 'dev@example.com', token: TOKEN },
      metadata: body,
      request: { ...body, job },
      response: { ...body, ...job, metadata },
    },
  };
}

describe('the log', () => {
  it('has nothing on standard output but the greeting and one JSON object a line', () => {
    const [first, ...rest] = local.output.stdout.trimEnd().split('\n');
    expect(first).toMatch(/^Bailiff is ready: /);
    expect(rest.slice(5).filter((line) => !line.startsWith('{'))).toEqual([]);
    for (const { severity, message, time, messageId } of local.lines()) {
      expect(severity).toMatch(/^(?:INFO|WARNING|ERROR)$/);
      expect(message).toMatch(/\S/);
      expect(new Date(time).toISOString()).toBe(time);
      expect(messageId).toMatch(/^\d+$/);
    }
  });

  it('says of each event what was decided and why, also when nothing was done', () => {
    const said = local.linesOf('evaluate').map(({ result, resource, message }) => {
      const words = message.replace(/mended-[0-9a-f]{10}@/, 'mended-DIGEST@');
      return `${result} ${resource?.split('/').at(-1) ?? '-'}: ${words}`;
    });
    const finding = 'Found default-service-account~';
    const asks = 'of the rule default-service-account asks for';
    const runsAs = 'No rule is broken: the job now runs as';
    expect(said.toSorted()).toEqual([
      `compliant kept: ${runsAs} reports@payments-prod.iam.gserviceaccount.com.`,
      `compliant mended: Bailiff itself made this change. ${runsAs} mended-DIGEST@payments-prod.iam.gserviceaccount.com.`,
      `compliant mended: ${runsAs} mended-DIGEST@payments-prod.iam.gserviceaccount.com.`,
      `finding mended: ${finding}payments-prod~us-central1~mended: remediate. The override "payments are mended" ${asks} remediate.`,
      'finding refused: Found missing-act-as~payments-prod~reports@payments-prod.iam.gserviceaccount.com~ci@example.com~attempt: ticket. The rule missing-act-as asks for remediate. No trust entry of the policy lets ci@example.com act as reports@payments-prod.iam.gserviceaccount.com for jobs of payments-prod.',
      `finding ticketed: ${finding}data-dev~us-central1~ticketed: ticket. The override "data tells its own teams" ${asks} ticket.`,
      'ignored.not-a-log-entry -: The payload is not a LogEntry with an audit log in its protoPayload.',
      'ignored.outside-organization mended: The project stranger-prod is not in organizations/100000000001.',
      'ignored.unknown-job-method -: google.cloud.run.v2.Jobs.RenameJob is about a Cloud Run job and Bailiff does not know what it does; add it to the table of methods.',
      'ignored.validate-only -: google.cloud.run.v2.Jobs.UpdateJob was asked to validate only.',
      `own-write -: Bailiff itself made this change. ${OWN} made mended-DIGEST@payments-prod.iam.gserviceaccount.com (google.iam.admin.v1.CreateServiceAccount).`,
    ]);
  });

  it('says who changed the job and which sentences led there', () => {
    const found = local
      .linesOf('evaluate')
      .find(({ resource = '' }) => resource.endsWith('/ticketed'));
    expect(found).toMatchObject({
      severity: 'INFO',
      result: 'finding',
      mode: 'ticket',
      principal: 'dev@example.com',
      because: [expect.stringContaining('data tells its own teams')],
    });
  });

  it('keeps the trace of an event through every function, and mixes no two', async () => {
    const traces = (name: string, job: string, result: string) =>
      local
        .linesOf(name)
        .filter((line) => line.resource?.endsWith(`/jobs/${job}`) && line.result === result)
        .map((line) => line['logging.googleapis.com/trace']);
    const found = traces('evaluate', 'mended', 'finding');
    expect(found).toEqual([
      expect.stringMatching(/^projects\/bailiff-prod\/traces\/0{16}[0-9]{16}$/),
    ]);
    expect(traces('remediate', 'mended', 'remediated')).toEqual(found);
    const told = local.linesOf('notify').map((line) => line['logging.googleapis.com/trace']);
    expect(told).toContain(found[0]);
    const [ticketed] = traces('evaluate', 'ticketed', 'finding');
    expect(told).toContain(ticketed);
    expect(ticketed).not.toBe(found[0]);
  });

  it('says of each remediation what came of it', () => {
    const done = local.linesOf('remediate').filter(({ result }) => result === 'remediated');
    expect(done).toMatchObject([
      {
        severity: 'INFO',
        resource: '//run.googleapis.com/projects/payments-prod/locations/us-central1/jobs/mended',
        message: expect.stringMatching(/^Mended: the job runs as mended-[0-9a-f]{10}@payments-/),
      },
    ]);
  });
});

describe('what a job was given', () => {
  it.each([ENV, ARG, TOKEN])(
    'is in no log, ledger, ticket, alert or answer: %s',
    async (canary) => {
      const { output } = local;
      const paths = ['api/findings', 'api/tickets', 'api/alerts', 'api/counts'];
      const answers = await Promise.all(paths.map((path) => local.get(path)));
      for (const text of [output.stdout, output.stderr, ...answers])
        expect(text).not.toContain(canary);
      expect(local.ledger().size).toBeGreaterThan(0);
      for (const [name, bytes] of local.ledger()) expect(bytes.includes(canary), name).toBe(false);
    },
  );

  it('is with the job as before', async () => {
    const path = 'v2/projects/payments-prod/locations/us-central1/jobs/mended:run';
    const execution = await local.post(path, {});
    for (const canary of [ENV, ARG, TOKEN]) expect(execution).toContain(canary);
  });
});
