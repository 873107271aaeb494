import { createHash } from 'node:crypto';
import type { Fault, Loaded } from '../policy/load.ts';
import type { Policy } from '../policy/policy.ts';
import { type PolicyPlace, PolicyUnreadable, type PolicyVersion } from './policy-place.ts';

export interface SoundVersion extends PolicyVersion {
  readonly policy: Policy;
}

/** What a look at the place of the policy file told. */
export interface PolicyHistory {
  /** Why the present version is refused, or why there is none. */
  readonly rejected: Rejected | undefined;
  /** Oldest first: those since the moment that was asked for and, as far as it is known, the one that was there then. */
  readonly sound: readonly SoundVersion[];
}

export interface Rejected {
  /** SHA-256, hex; `unreadable-CODE` where nothing could be read. */
  readonly digest: string;
  readonly faults: readonly Fault[];
}

interface Result {
  readonly digest: string;
  readonly loaded: Loaded;
}

const MOST_READ = 20;
const CLOCKS_DIFFER_MS = 10_000;
// No longer text is ever sound, though each of its characters took four bytes.
const MOST_BYTES = 4 * 262_144;

/** Reads as many versions as it takes, each of them once. */
export function openHistory(
  place: PolicyPlace,
  load: (text: string, digest: string) => Loaded,
): {
  /**
   * The versions since `moment`, in milliseconds since 1970; read again when the present one is another. Throws
   * PolicyUnreadable when asking again may help.
   */
  since(moment: number): Promise<PolicyHistory>;
} {
  const results = new Map<string, Result>();
  const used = new Set<string>();
  let stamp: string | undefined;
  let last: PolicyHistory = { rejected: undefined, sound: [] };

  async function resultOf(version: PolicyVersion): Promise<Result> {
    const { id, size } = version;
    used.add(id);
    const known = results.get(id);
    if (known !== undefined) return known;
    const result = size > MOST_BYTES ? tooLong(version) : loaded(await place.read(version), load);
    results.set(id, result);
    return result;
  }

  /**
   * A version that is refused counts for nothing, since the last good one then stayed in force. Where one is missing,
   * nothing before it is known to have been in force until the next.
   */
  async function soundSince(
    moment: number,
    newestFirst: readonly PolicyVersion[],
  ): Promise<readonly SoundVersion[]> {
    const sound: SoundVersion[] = [];
    for (const [index, version] of newestFirst.slice(0, MOST_READ).entries()) {
      if (oneIsMissing(version, newestFirst[index - 1])) break;
      const result = await unlessGone(resultOf(version));
      if (result instanceof PolicyUnreadable) break;
      if (!result.loaded.ok) continue;
      sound.unshift({ ...version, policy: result.loaded.policy });
      if (version.made <= moment) break;
    }
    return sound;
  }

  async function read(
    present: PolicyVersion | undefined,
    rejected: Rejected | undefined,
    moment: number,
  ): Promise<PolicyHistory> {
    const alone = present !== undefined && rejected === undefined ? [present] : [];
    if (present !== undefined && present.made <= moment && alone.length > 0)
      return { rejected, sound: await soundSince(moment, alone) };
    const versions = await unlessGone(place.versions());
    if (versions instanceof PolicyUnreadable)
      return { rejected, sound: alone.length > 0 ? await soundSince(moment, alone) : last.sound };
    const listed = versions.some(({ id }) => id === present?.id);
    const sound = await soundSince(moment, listed ? versions : [...alone, ...versions]);
    return { rejected, sound };
  }

  return {
    async since(moment) {
      const present = await unlessGone(place.latest());
      const now = stampOf(present);
      if (now === stamp) return last;
      const gone = present instanceof PolicyUnreadable;
      used.clear();
      const result = gone ? present : await unlessGone(resultOf(present));
      last = await read(gone ? undefined : present, rejectedOf(result), moment);
      // What is there and cannot be read is asked for again: that changes without a new version.
      stamp = gone || !(result instanceof PolicyUnreadable) ? now : undefined;
      for (const id of results.keys()) if (!used.has(id)) results.delete(id);
      return last;
    },
  };
}

function stampOf(present: PolicyVersion | PolicyUnreadable): string {
  return present instanceof PolicyUnreadable ? `unreadable-${present.code}` : present.id;
}

/** Between two versions that follow each other, but for what clocks may differ, there was no time without either. */
function oneIsMissing({ ended }: PolicyVersion, next: PolicyVersion | undefined): boolean {
  return ended !== undefined && next !== undefined && next.made - ended > CLOCKS_DIFFER_MS;
}

async function unlessGone<T>(answer: Promise<T>): Promise<T | PolicyUnreadable> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof PolicyUnreadable && !error.passing) return error;
    throw error;
  }
}

function loaded(text: string, load: (text: string, digest: string) => Loaded): Result {
  const digest = createHash('sha256').update(text).digest('hex');
  return { digest, loaded: load(text, digest) };
}

function tooLong({ id, size }: PolicyVersion): Result {
  const message = `The policy file has ${size} bytes, and may have 262,144 characters.`;
  return { digest: `too-long-${id}`, loaded: { ok: false, faults: [faultOf(message)] } };
}

function rejectedOf(result: Result | PolicyUnreadable): Rejected | undefined {
  if (result instanceof PolicyUnreadable) return rejectedBy(result);
  const { digest, loaded } = result;
  return loaded.ok ? undefined : { digest, faults: loaded.faults };
}

/** What is told of a file of which nothing could be read. */
export function rejectedBy({ code, message }: PolicyUnreadable): Rejected {
  return { digest: `unreadable-${code}`, faults: [faultOf(message)] };
}

function faultOf(message: string): Fault {
  return { line: 1, column: 1, path: '', message };
}
