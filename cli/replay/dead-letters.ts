import { isProjectId } from '../../shared/domain/resource.ts';
import { ApiFailure } from '../../shared/gcp/api-failure.ts';
import { type CallerOptions, openCaller } from '../caller.ts';
import { format, Unusable } from '../unusable.ts';
import { type KeptLetters, keptLetters, type Letter } from './kept.ts';
import { type Replayed, replayedText } from './replayed-text.ts';

export interface ReplayOptions extends CallerOptions {
  readonly project: string;
  /** Only what this subscription gave up. */
  readonly from?: string;
  /** How many letters are looked at. */
  readonly limit: string;
  /** Without it nothing is published. */
  readonly yes?: true;
  readonly format: string;
}

const MOST = 10_000;
// Pub/Sub may answer with nothing although something is there.
const MOST_EMPTY = 3;

/**
 * Shows what was given up and, with `yes`, publishes each again where it came from; `ok` when nothing is left of what was
 * looked at. A letter is acknowledged only after it was published, so that one that is interrupted in between is published
 * twice, and none is lost. Throws Unusable.
 */
export async function replayDeadLetters(
  options: ReplayOptions,
): Promise<{ readonly ok: boolean; readonly text: string }> {
  const wanted = format(options.format);
  const { project } = options;
  if (!isProjectId(project)) throw new Unusable(`--project ${project} is no project's id.`);
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST)
    throw new Unusable(`--limit ${options.limit} is no number from 1 to ${MOST}.`);
  const kept = keptLetters(openCaller(options).ask, project);
  const replayed = await replay(kept, { ...options, limit });
  const { found, published, failure } = replayed;
  const ok = failure === undefined && published === found.length;
  const text = wanted === 'json' ? json(replayed) : replayedText(replayed, options);
  return { ok, text };
}

async function replay(
  kept: KeptLetters,
  { limit, from, yes }: Pick<ReplayOptions, 'from' | 'yes'> & { readonly limit: number },
): Promise<Replayed> {
  const held = new Map<string, Letter>();
  const found: Letter[] = [];
  let published = 0;
  let looked = 0;
  let failure: ApiFailure | undefined;
  try {
    for await (const letter of newLetters(kept, limit, held)) {
      looked += 1;
      if (from !== undefined && letter.subscription !== from) continue;
      found.push(letter);
      const { topic } = letter;
      if (yes !== true || topic === undefined) continue;
      await kept.publish({ ...letter, topic });
      await kept.acknowledge(letter);
      held.delete(letter.messageId);
      published += 1;
    }
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    failure = error;
  } finally {
    // What is not given back comes back by itself within a minute.
    await kept.release([...held.values()]).catch(() => undefined);
  }
  return { looked, found, published, failure };
}

/** At most `limit` letters, each once; `held` keeps the newest handle of each that was handed out. */
async function* newLetters(
  kept: KeptLetters,
  limit: number,
  held: Map<string, Letter>,
): AsyncGenerator<Letter> {
  const seen = new Set<string>();
  for (let empty = 0; seen.size < limit && empty < MOST_EMPTY; ) {
    const pulled = await kept.pull(limit - seen.size);
    const news = pulled.filter(({ messageId }) => !seen.has(messageId));
    empty = news.length === 0 ? empty + 1 : 0;
    for (const letter of pulled) held.set(letter.messageId, letter);
    for (const letter of news) {
      seen.add(letter.messageId);
      yield letter;
    }
  }
}

function json({ looked, found, published, failure }: Replayed): string {
  const letters = found.map(({ messageId, subscription, topic, published: at }) => ({
    messageId,
    subscription,
    topic,
    published: at,
  }));
  const answer = { looked, found: letters, published, failure: failure?.message };
  return `${JSON.stringify(answer, null, 2)}\n`;
}
