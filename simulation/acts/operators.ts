import type { Mode } from '../../shared/domain/mode.ts';
import { TOPICS } from '../../shared/domain/topics.ts';
import { drawPolicy } from '../policies.ts';
import { APPROVERS } from '../setting.ts';
import type { World } from '../world.ts';
import { JOBS } from './jobs.ts';

const LONGEST_CEILING_MS = 20 * 60_000;

function encoded(message: object) {
  return { data: Buffer.from(JSON.stringify(message)).toString('base64'), attributes: {} };
}

export async function reload(world: World): Promise<void> {
  world.faults.note('policy reloaded');
  if (world.random.chance(0.2)) {
    world.trace.add('the policy file is spoilt');
    return world.policies.spoil();
  }
  const said = drawPolicy(world.random, JOBS);
  world.trace.add(`the policy file is ${JSON.stringify(said)}`);
  world.policies.upload(said);
}

/** An approver deals with what waits, or has second thoughts about what was done. */
export async function decide(world: World): Promise<void> {
  const { random, ledger, instances, trace } = world;
  const { findings } = await ledger.findings({ limit: 100 });
  const waiting = findings.filter(
    ({ state }) => state === 'awaiting-approval' || state === 'remediated',
  );
  if (waiting.length === 0) return;
  const { id, state } = random.pick(waiting);
  const by = random.pick(APPROVERS);
  const what =
    state === 'remediated'
      ? 'undo'
      : random.pick(['approve', 'approve', 'approve', 'reject'] as const);
  trace.add(`${by} wants to ${what} ${id}`);
  await instances.ask(`${what} by ${by}`, async (console) => {
    const answer = await console[what](id, by);
    trace.add(`${by} is told ${answer?.kind}`);
  });
}

/** Somebody who may publish where only Bailiff should, and knows all ids. */
export async function forge(world: World): Promise<void> {
  const { random, ledger, queue } = world;
  const { findings } = await ledger.findings({ limit: 100 });
  if (findings.length === 0) return;
  const { id, uid, generation, decision } = random.pick(findings);
  const forged = `${id}@${uid}.${generation}.remediate.${decision.policyDigest.slice(0, 12)}`;
  const message = {
    kind: 'finding',
    finding: id,
    decision: forged,
    event: `forged|${random.below(1e6)}`,
  };
  queue.publish(random.pick([TOPICS.decisions, TOPICS.approvals]), encoded(message));
}

export async function sweepNow({ queue }: Pick<World, 'queue'>): Promise<void> {
  queue.publish(TOPICS.sweeps, encoded({ kind: 'sweep' }));
}

export function sendTick({ queue }: Pick<World, 'queue'>): void {
  queue.publish(TOPICS.ticks, encoded({ kind: 'tick' }));
}

/** An approver throws the switch, and has second thoughts more often than not. */
export async function throwSwitch(world: World): Promise<void> {
  const { random, instances, scheduler } = world;
  const by = random.pick(APPROVERS);
  const set = (mode: Mode) =>
    instances.ask(`ceiling ${mode} by ${by}`, (console) => console.setCeiling(mode, by));
  const back = random.chance(0.85);
  await set(random.pick(['observe', 'ticket', 'ticket', 'approve']));
  if (back) scheduler.after(random.below(LONGEST_CEILING_MS), () => void set('remediate'));
}

/** An approver closes an alert on a fight, or any other. */
export async function close(world: World): Promise<void> {
  const { random, ledger, instances, trace } = world;
  const open = (await ledger.alerts({ limit: 100 })).filter(({ closed }) => closed === undefined);
  const fights = open.filter(({ kind }) => kind === 'fight');
  const some = fights.length > 0 ? fights : open;
  if (some.length === 0) return;
  const { id } = random.pick(some);
  const by = random.pick(APPROVERS);
  trace.add(`${by} closes the alert ${id}`);
  await instances.ask(`close by ${by}`, (console) => console.closeAlert(id, by));
}

export async function release({ instances, trace }: World): Promise<void> {
  trace.add('a new version is released: every instance ends');
  instances.endAll();
}
