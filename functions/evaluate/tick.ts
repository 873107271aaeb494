import { type FunctionMessage, TickMessage } from '../../shared/domain/message.ts';
import { TOPICS } from '../../shared/domain/topics.ts';
import type { Wake } from '../../shared/domain/wake.ts';
import { tendExemptions } from '../../shared/engine/tend-exemptions.ts';
import { secondsAfter } from '../../shared/ledger/instant.ts';
import type { EvaluatePorts } from './ports.ts';

/** So many in one tick, page by page; the rest come with the next. */
const PAGE = 50;
const PAGES = 10;
const AT_A_TIME = 10;

/** Longer than whoever is told usually takes to deal with it. */
const FIRST_PAUSE_SECONDS = 300;
/** What fails for good is tried four times a day. */
const LONGEST_PAUSE_SECONDS = 6 * 60 * 60;

/** Whether a payload asks for a tick. */
export function isTick(payload: unknown): boolean {
  return TickMessage.safeParse(payload).success;
}

/**
 * Has every wake that is due dealt with, asks for the policy, so that a version that allows more is told of
 * though nothing else happens, and tends its exemptions, which is work once a day. A wake is put off before it is told, and stays until somebody takes it away: a
 * message that is lost, a tick that comes late, twice or not at all, and an instance that dies cost time alone.
 */
export async function tick(ports: EvaluatePorts): Promise<void> {
  const { ledger, log, now, policy } = ports;
  let told = 0;
  let pages = 0;
  const failures: unknown[] = [];
  for (let full = true; full && pages < PAGES; pages += 1) {
    const wakes = await ledger.due(now(), PAGE);
    for (let i = 0; i < wakes.length; i += AT_A_TIME) {
      const some = wakes.slice(i, i + AT_A_TIME);
      const ends = await Promise.allSettled(some.map((wake) => tell(wake, ports)));
      failures.push(...ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : [])));
      told += ends.filter((end) => end.status === 'fulfilled' && end.value).length;
    }
    // What failed comes first again.
    full = wakes.length === PAGE && failures.length === 0;
  }
  if (told > 0)
    log.info(`Had ${told} findings or deliveries looked at again.`, { result: 'tick.told' });
  const loaded = await policy.current();
  // Without a policy nothing is judged, which evaluate says of each event; a tick has nothing to add.
  if (loaded.ok) await tendExemptions(loaded.policy, ports);
  // Redelivered, once everything else of the tick is done.
  if (failures.length > 0) throw failures[0];
}

/** False when another tick was faster, or the wake is gone. */
async function tell(wake: Wake, { ledger, publisher, now }: EvaluatePorts): Promise<boolean> {
  if (!(await ledger.postpone(wake, secondsAfter(now(), pauseBehind(wake))))) return false;
  await publisher.publish(TOPICS.decisions, messageOf(wake));
  // Nobody else does, since it stands for this very message.
  if (wake.kind === 'telling') await ledger.unschedule(wake.key, wake.nonce);
  return true;
}

function messageOf(wake: Wake): FunctionMessage {
  if (wake.kind === 'delivery') return { kind: 'delivery', delivery: wake.delivery };
  const { finding, decision, event } = wake;
  return { kind: 'finding', finding, decision, event };
}

function pauseBehind({ tries }: Wake): number {
  return Math.min(FIRST_PAUSE_SECONDS * 2 ** tries, LONGEST_PAUSE_SECONDS);
}
