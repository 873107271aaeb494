import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { sandboxEnvironment } from '../../cli/sandbox-env.ts';
import { apiRoutes } from '../../sandbox/apis/routes.ts';
import { runLocalOrganization } from '../../sandbox/local-organization.ts';
import { readOrganizationFile } from '../../sandbox/organization/file.ts';
import { needs, sdkRoot } from '../requirements.ts';
import { mends } from '../system/local.ts';
import { writesIn } from '../system/writes.ts';
import { mortalFunctions } from './killed/mortal-functions.ts';

// Ten in each of the projects; KILLED_JOBS=200 takes three minutes.
const JOBS = Number(process.env['KILLED_JOBS'] ?? 40);
// Google allows a hundred accounts in a project, and Bailiff makes one for each job.
const PROJECTS = ['team-one', 'team-two', 'team-three', 'team-four'];
const EACH = JOBS / PROJECTS.length;
const KILLS = JOBS / 10;
const DEV = 'user:dev@example.com';
const ROLES = ['roles/run.developer', 'roles/iam.serviceAccountUser'];
const FAST = {
  firstBackoffMilliseconds: 200,
  longestBackoffMilliseconds: 2000,
  maxDeliveryAttempts: 10_000,
};

beforeEach(needs('gcloud'));

function organization() {
  const file = readOrganizationFile('sandbox/organization.yaml');
  const [model] = file.projects;
  if (model === undefined) throw new Error('The organization file has no project.');
  const made = PROJECTS.map((id, i) => ({
    ...model,
    id,
    number: String(320000000001 + i),
    accounts: [],
    bindings: ROLES.map((role) => ({ role, members: [DEV] })),
    accountBindings: {},
  }));
  return { ...file, projects: [...file.projects, ...made] };
}

/** Creates the jobs of one project, as a person's shell would: the variables that `bailiff sandbox env` prints. */
function gcloud(root: string, home: string, port: number, project: string): Promise<string> {
  const script = join(import.meta.dirname, 'killed/gcloud-creates.py');
  const lines = sandboxEnvironment({
    as: DEV,
    project,
    port: String(port),
    home: join(home, project),
  });
  const child = spawn('bash', ['-c', `${lines}\nexec python3 ${script} ${root} 0 ${EACH}`]);
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  child.stdout.resume();
  return new Promise((resolve) =>
    child.on('close', (code) => resolve(code === 0 ? '' : `${project}: ${errors}`)),
  );
}

describe('jobs that gcloud creates while the functions are killed again and again', () => {
  it('are mended once each, with one ticket each, and nothing is lost', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'killed-'));
    const policyFile = join(folder, 'policy.yaml');
    writeFileSync(policyFile, mends());
    const functions = mortalFunctions();
    const local = await runLocalOrganization(
      { routes: apiRoutes, wires: functions.wires },
      {
        organization: organization(),
        policyFile,
        dataDirectory: join(folder, 'data'),
        retry: FAST,
        logLevel: 'silent',
        now: functions.now,
      },
    );
    onTestFinished(async () => {
      await functions.kill();
      await local.close();
      rmSync(folder, { recursive: true });
    });
    await functions.start();
    const sdk = sdkRoot();
    const creating = Promise.all(PROJECTS.map((one) => gcloud(sdk, folder, local.port, one)));
    let midway = 0;
    // So many pushes apart, that it comes to the same on a slow machine.
    for (let kills = 0; kills < KILLS; kills += 1) {
      const until = functions.pushes() + 5 + Math.floor(Math.random() * 60);
      while (functions.pushes() < until) await sleep(1);
      await sleep(Math.random() * 30);
      await functions.kill();
      if (local.queue.counts()['decisions-remediate'].undelivered > 0) midway += 1;
      await functions.start();
    }
    expect(await creating).toEqual(PROJECTS.map(() => ''));
    await local.queue.idle();

    expect(midway).toBeGreaterThan(KILLS / 2);
    const { findings } = await local.ledger.findings({ limit: 500 });
    expect(findings).toHaveLength(JOBS);
    expect(findings.filter(({ state }) => state !== 'remediated')).toEqual([]);
    const tickets = await local.ledger.tickets({ limit: 500 });
    expect(tickets).toHaveLength(JOBS);
    expect(tickets.filter(({ state }) => state !== 'closed')).toEqual([]);
    const writes = writesIn(local.log.entries);
    expect(writes.filter((write) => write.startsWith('UpdateJob'))).toHaveLength(JOBS);
    expect(writes.filter((write) => write.startsWith('CreateServiceAccount'))).toHaveLength(JOBS);
    const accounts = [...local.organization.jobs.values()].map(
      ({ body }) => body.template?.template?.serviceAccount ?? '',
    );
    expect(new Set(accounts).size).toBe(JOBS);
    expect(accounts.filter((one) => one.includes('compute@developer'))).toEqual([]);
    expect(local.queue.deadLetters()).toEqual([]);
    expect(await local.ledger.alerts()).toEqual([]);
  }, 400_000);
});
