import * as fs from 'node:fs';
import { promisify } from 'node:util';
import { type PolicyPlace, PolicyUnreadable, type PolicyVersion } from './policy-place.ts';

// node:fs/promises loads Node's line editor too, at every start, and most read their policy from a bucket.
const readFile = promisify(fs.readFile);
const stat = promisify(fs.stat);

const CHECK_EVERY_MS = 500;
const MOST_REMEMBERED = 50;

/** A policy file on this machine. Of its earlier versions it knows those that this process has seen. */
export function policyFile(path: string): PolicyPlace {
  let seen: readonly PolicyVersion[] = [];

  const present = () => unlessUnreadable(path, async () => versionOf(path));
  return {
    address: path,
    checkEveryMs: CHECK_EVERY_MS,

    async latest() {
      const version = await present();
      if (version.id !== seen[0]?.id) seen = [version, ...seen].slice(0, MOST_REMEMBERED);
      return version;
    },

    async versions() {
      return seen;
    },

    async read({ id }) {
      const text = await unlessUnreadable(path, () => readFile(path, 'utf8'));
      if ((await present()).id === id) return text;
      const passing = id === seen[0]?.id;
      throw new PolicyUnreadable(`The policy file ${path} was changed since.`, 'changed', passing);
    },
  };
}

/** Nobody can set when an inode changed, unlike when its content did. */
async function versionOf(path: string): Promise<PolicyVersion> {
  const { mtimeMs, ctimeMs, size, ino } = await stat(path);
  return { id: [mtimeMs, ctimeMs, size, ino].join(':'), made: ctimeMs, ended: undefined, size };
}

async function unlessUnreadable<T>(path: string, look: () => Promise<T>): Promise<T> {
  try {
    return await look();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    const message = `The policy file ${path} cannot be read (${code}); put it there, or name another in BAILIFF_POLICY.`;
    throw new PolicyUnreadable(message, code, false);
  }
}
