import type { Finding } from '../../shared/domain/finding.ts';
import type { Mode } from '../../shared/domain/mode.ts';
import { TOPICS } from '../../shared/domain/topics.ts';
import { APPROVERS } from '../setting.ts';
import type { World } from '../world.ts';
import { deployDefault } from './jobs.ts';
import { pause } from './pause.ts';

const LONGEST_CEILING_MS = 20 * 60_000;
const LONGEST_PAUSE_MS = 3 * 60_000;
/** As long as somebody waits for a finding that he could forge a message about. */
const LOOKS = 8;

function encoded(message: object) {
  return { data: Buffer.from(JSON.stringify(message)).toString('base64'), attributes: {} };
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

/** Somebody who may publish where only Bailiff should, knows all ids, and says in his message what he wants done. */
export async function forge(world: World): Promise<void> {
  const { random, ledger, queue } = world;
  let findings: readonly Finding[] = [];
  for (let looks = 0; findings.length === 0 && looks < LOOKS; looks += 1) {
    if (looks > 0) await pause(world, LONGEST_PAUSE_MS);
    ({ findings } = await ledger.findings({ limit: 100 }));
  }
  if (findings.length === 0) return;
  // What Bailiff does by itself nobody need ask for.
  const left = findings.filter(({ mode }) => mode !== 'remediate');
  const { id, uid, generation, decision } = random.pick(left.length > 0 ? left : findings);
  const state = `${uid}.${generation}.remediate.${decision.policyDigest.slice(0, 12)}`;
  const message = {
    kind: 'finding',
    finding: id,
    decision: `${id}@${random.pick([state, state, 'approve.forged', 'undo.forged'])}`,
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

/** An approver throws the switch while people go on deploying, and has second thoughts more often than not. */
export async function throwSwitch(world: World): Promise<void> {
  const { random, instances, scheduler } = world;
  const by = random.pick(APPROVERS);
  const set = (mode: Mode) =>
    instances.ask(`ceiling ${mode} by ${by}`, (console) => console.setCeiling(mode, by));
  const back = random.chance(0.85);
  await set(random.pick(['observe', 'ticket', 'ticket', 'approve']));
  if (back) scheduler.after(random.below(LONGEST_CEILING_MS), () => void set('remediate'));
  await pause(world, random.below(LONGEST_PAUSE_MS));
  await deployDefault(world);
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
