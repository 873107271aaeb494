import '../shared/interpret-schemas.ts';
import { randomUUID } from 'node:crypto';
import { createEntryLog } from '../sandbox/audit/entry-log.ts';
import { publishRoutes } from '../sandbox/delivery/publish-api.ts';
import { passesSink } from '../sandbox/delivery/sink.ts';
import { createOrganization } from '../sandbox/organization/create.ts';
import { ownIdentities } from '../shared/domain/deployment.ts';
import { openLog } from '../shared/log.ts';
import { JOBS } from './acts/jobs.ts';
import { overtake, setBack } from './acts/rival.ts';
import { CHECKS } from './checks/registry.ts';
import { keepClaims } from './claims.ts';
import { drawFaults, type FaultKind } from './faults.ts';
import { faulty } from './faulty.ts';
import { gatedLedger } from './gated-ledger.ts';
import { memberOf } from './identities.ts';
import { createInstances } from './instances.ts';
import { keepJobs } from './job-log.ts';
import { type Keeper, openKeeper } from './keeper.ts';
import { live } from './live.ts';
import { loadedOnce } from './loaded-once.ts';
import { localApis, type Send } from './local-apis.ts';
import { drawPolicy } from './policies.ts';
import { keepPolicies } from './policy-log.ts';
import { createQueue } from './queue.ts';
import { seededRandom } from './random.ts';
import { createScheduler } from './scheduler.ts';
import { surroundWith } from './seeded-process.ts';
import { BUCKET, deploymentOf, organizationFile, POLICY_FILE } from './setting.ts';
import { openTrace } from './trace.ts';
import { type OwnWrite, watched } from './watch.ts';
import type { World } from './world.ts';

export interface Result {
  readonly seed: number;
  /** What was broken, each with its check. */
  readonly broken: readonly string[];
  readonly faults: Readonly<Partial<Record<FaultKind, number>>>;
  readonly steps: number;
  readonly writes: number;
  readonly digest: string;
  readonly trace: readonly string[];
}

const START = Date.UTC(2030, 0, 7, 9);
const DAY_MS = 86_400_000;
/** Everything that happens in one run; it follows from the seed alone, in a process that was seeded. */
export async function simulate(seed: number, keeper: Keeper = 'sqlite'): Promise<Result> {
  const random = seededRandom(seed, 1);
  const chance = seededRandom(seed, 2);
  const trace = openTrace(START);
  const scheduler = createScheduler(random, START - DAY_MS, trace);
  const spread = seededRandom(seed, 3);
  surroundWith({
    now: scheduler.now,
    random: chance.next,
    spread: spread.next,
    after: scheduler.after,
  });
  const faults = drawFaults(random);
  const file = organizationFile(random);
  if (file.propagationSeconds > 0) faults.note('slow propagation');
  const organization = createOrganization(file, scheduler.now);
  const deployment = deploymentOf(random);
  const log = createEntryLog();
  const { ledger, close } = await openKeeper(keeper, seed, scheduler);
  const lines: string[] = [];
  const broken: string[] = [];
  const writes: OwnWrite[] = [];
  const fail = (check: string, what: string) => {
    const line = `BROKEN ${check}: ${what}`;
    trace.add(line);
    if (!broken.includes(line)) broken.push(line);
  };

  const queue = createQueue({ scheduler, faults, random, trace }, (to, push, what) =>
    instances.deliver(to, push, what),
  );
  log.listen((entry) => {
    if (!passesSink(entry)) return;
    queue.publish('audit-events', {
      data: Buffer.from(JSON.stringify(entry)).toString('base64'),
      attributes: {},
    });
  });
  const { identities, project } = deployment;
  const publishing = publishRoutes({
    project,
    publishers: {
      rechecks: [memberOf(identities.sweep)],
      decisions: [memberOf(identities.evaluate)],
      outcomes: [memberOf(identities.remediate)],
      approvals: [memberOf(identities.console)],
    },
    publish: queue.publish,
  });
  const plain = localApis({ organization, log }, publishing);
  const own = new Set(ownIdentities(deployment).map(memberOf));
  const send: Send = watched(
    plain,
    { organization, ledger, jobs: keepJobs(organization), own },
    (write) => {
      writes.push(write);
      for (const { name, onWrite } of CHECKS) {
        const fault = onWrite?.(write, world);
        if (fault !== undefined) fail(name, `${fault} (${write.by} on ${write.target})`);
      }
    },
  );
  const claims = keepClaims(ledger, scheduler.now, {
    began: (begun) => {
      for (const { name, onClaim } of CHECKS) {
        const fault = onClaim?.(begun, world);
        if (fault !== undefined) fail(name, fault);
      }
    },
    took: (hold, others) => {
      for (const { name, onTake } of CHECKS) {
        const fault = onTake?.(hold, others, world);
        if (fault !== undefined) fail(name, `${fault} (${hold.by})`);
      }
    },
  });
  const policyDelaySeconds = random.pick([0, 600, 600]);
  const policies = keepPolicies(organization, policyDelaySeconds);
  policies.upload(drawPolicy(random, JOBS));
  trace.add(
    `the policy file is ${JSON.stringify(policies.newest())}, its delay ${policyDelaySeconds} s; ${deployment.ceiling} is the ceiling`,
  );
  scheduler.jump(DAY_MS);
  const instances = createInstances(
    {
      deployment,
      policyAddress: `gs://${BUCKET}/${POLICY_FILE}`,
      policyDelaySeconds,
      load: loadedOnce(),
      ledger: gatedLedger(ledger, { scheduler, faults, trace, heard: claims.hear }),
      send: faulty(send, {
        scheduler,
        faults,
        random,
        trace,
        overtake: (request) => overtake(request, world),
        setBack: (request) => setBack(request, world),
      }),
      log: openLog({
        name: 'simulated',
        level: 'info',
        destination: { write: (line) => void lines.push(line) },
      }),
      now: scheduler.now,
      sleep: (milliseconds) =>
        new Promise((resolve) => void scheduler.after(milliseconds, resolve)),
      newId: randomUUID,
    },
    random,
  );
  const world: World = {
    organization,
    log,
    ledger,
    send,
    deployment,
    policies,
    queue,
    instances,
    scheduler,
    random,
    faults,
    trace,
    begun: claims.begun,
    holds: claims.holds,
    writes,
    lines,
  };
  const crashed = (error: unknown) =>
    fail('the simulation', error instanceof Error ? `${error.stack}` : String(error));

  try {
    await live(world, fail, crashed);
  } catch (error) {
    crashed(error);
  } finally {
    await close();
  }
  return {
    seed,
    broken,
    faults: faults.counts(),
    steps: scheduler.steps(),
    writes: writes.length,
    digest: trace.digest(),
    trace: trace.lines(),
  };
}
