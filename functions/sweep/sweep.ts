import { SweepMessage } from '../../shared/domain/message.ts';
import { newSweep, type Stage, type Sweep } from '../../shared/domain/sweep.ts';
import { ApiFailure } from '../../shared/gcp/api-failure.ts';
import type { Push } from '../../shared/push/push.ts';
import { advance } from './advance.ts';
import type { SweepPorts } from './ports.ts';
import { type SeenNames, seenNames } from './seen-names.ts';
import { pagesOf } from './stages.ts';
import { sayListed, takePage } from './take-page.ts';

/** Shorter than the function may run for one push: what is left is for the next delivery. */
const LONGEST_PUSH_MS = 6 * 60_000;

/**
 * Handles one push of `sweeps`: asks for a re-check of every job that the inventory lists, and of those besides that
 * the ledger knows. Safe to repeat: every delivery of one message is one sweep, which goes on behind the last page that
 * was taken. Throws what should be delivered again.
 */
export async function sweep(push: Push, ports: SweepPorts): Promise<void> {
  const { ledger, log, now } = ports;
  if (!SweepMessage.safeParse(json(push.data)).success) {
    const result = 'sweep.ignored.not-a-message';
    await ledger.count(result);
    return log.warn('Ignored: this is no message that asks for a sweep.', { result });
  }
  const id = push.messageId.replace(/[^\w.-]/g, '-').slice(0, 64);
  const begun = await ledger.changeSweep(id, (present) => present ?? newSweep(id, now()));
  const listed = await listAll(begun ?? newSweep(id, now()), ports);
  await sayListed(listed, ports);
  const { jobs, projects, batches } = listed;
  const because = `The sweep ${id} listed ${jobs} jobs in ${projects} projects and asked for their re-checks in ${batches} messages.`;
  await ledger.recordEvent(`sweep|${id}|listed`, { result: 'sweep.listed', because }, now());
  log.info(because, { event: `sweep|${id}`, result: 'sweep.listed' });
}

async function listAll(begun: Sweep, ports: SweepPorts): Promise<Sweep> {
  const until = Date.parse(ports.now()) + LONGEST_PUSH_MS;
  const fromBegin = begun.stage === 'inventory' && begun.next === undefined;
  let seen = fromBegin ? seenNames(begun.id) : undefined;
  let at = begun;
  let again = false;
  while (at.stage !== 'listed') {
    try {
      at = await listStage({ ...at, stage: at.stage }, until, seen, ports);
    } catch (error) {
      if (again || !isStale(error)) throw error;
      again = true;
      at = await startOver(at, ports);
      seen = seenNames(at.id);
    }
  }
  return at;
}

async function listStage(
  from: Sweep & { readonly stage: Stage },
  until: number,
  seen: SeenNames | undefined,
  ports: SweepPorts,
): Promise<Sweep> {
  let at: Sweep = from;
  for await (const page of pagesOf(from.stage, from, ports)) {
    at = await takePage({ ...at, stage: from.stage }, page, seen, ports);
    if (at.stage !== 'listed' && Date.parse(ports.now()) > until)
      throw new Error(
        `The sweep ${at.id} has listed ${at.jobs} jobs in the time that one delivery has; the next delivery goes on.`,
      );
  }
  return at;
}

/** The inventory takes no token for ever, and says 400 to one that it takes no more. */
function isStale(error: unknown): boolean {
  return (
    error instanceof ApiFailure && error.status === 400 && error.api === 'cloudasset.googleapis.com'
  );
}

async function startOver({ id }: Sweep, ports: SweepPorts): Promise<Sweep> {
  const present = await ports.ledger.sweep(id);
  if (present?.stage !== 'inventory') throw new Error(`The sweep ${id} is not in the inventory.`);
  const counts = { jobs: 0, projects: 0, lastProject: undefined, illegible: 0 };
  return advance(present, { ...counts, next: undefined }, ports);
}

/** `undefined`, which is no message, for what is not JSON. */
function json(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
