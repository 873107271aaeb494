import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { Deployment } from '../domain/deployment.ts';
import { type Fault, type Loaded, loadPolicy } from '../policy/load.ts';
import type { Rule } from '../rules/rule.ts';

export interface PolicySource {
  /** The policy in force; its faults when no version of the file has been sound so far. */
  current(): Promise<Loaded>;
}

export interface PolicySourceOptions {
  readonly path: string;
  readonly deployment: Deployment;
  readonly rules: readonly Rule[];
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Told of each bad version once, and again if a sound one was between; when it throws, `current` does, and it is told again. */
  readonly onRejected?: (digest: string, faults: readonly Fault[]) => Promise<void> | void;
}

const CHECK_EVERY_MS = 500;

/**
 * The policy file, read again when it has changed. A later version that is refused leaves the last good one in
 * force.
 */
export function openPolicySource(options: PolicySourceOptions): PolicySource {
  const { path, now, onRejected } = options;
  const told = new Set<string>();
  let checked = Number.NEGATIVE_INFINITY;
  let stamp: string | undefined;
  let loaded: Loaded = { ok: false, faults: [] };
  let rejected: { readonly digest: string; readonly faults: readonly Fault[] } | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  async function refresh(): Promise<Loaded> {
    if (now() - checked >= CHECK_EVERY_MS) {
      const present = await stampOf(path);
      if (present !== stamp) await load();
      stamp = present;
      checked = now();
    }
    if (rejected !== undefined && !told.has(rejected.digest)) {
      await onRejected?.(rejected.digest, rejected.faults);
      told.add(rejected.digest);
    }
    return loaded;
  }

  async function load(): Promise<void> {
    const { digest, result } = await readVersion(options);
    rejected = result.ok ? undefined : { digest, faults: result.faults };
    // The same fault after a sound version is news again.
    if (result.ok) told.clear();
    if (result.ok || !loaded.ok) loaded = result;
  }

  return {
    current() {
      const next = turn.then(refresh);
      turn = next.catch(() => {});
      return next;
    },
  };
}

async function readVersion({
  path,
  rules,
  deployment,
}: PolicySourceOptions): Promise<{ readonly digest: string; readonly result: Loaded }> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    const message = `The policy file ${path} cannot be read (${code}); put it there, or name another in BAILIFF_POLICY.`;
    const faults = [{ line: 1, column: 1, path: '', message }];
    return { digest: `unreadable-${code}`, result: { ok: false, faults } };
  }
  const digest = createHash('sha256').update(text).digest('hex');
  return { digest, result: loadPolicy(text, { rules, deployment, digest }) };
}

/** Changes whenever the file does, or when it comes or goes. */
async function stampOf(path: string): Promise<string> {
  try {
    const { mtimeMs, ctimeMs, size, ino } = await stat(path);
    return [mtimeMs, ctimeMs, size, ino].join(':');
  } catch {
    return 'absent';
  }
}
