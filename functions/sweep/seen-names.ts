import { hash } from 'node:crypto';

/** Names that were listed, in the same small room however many they are. */
export interface SeenNames {
  add(name: string): void;
  /**
   * True for every name that was added, and now and then for one that was not: of three million names, once in a
   * hundred. Which one differs from sweep to sweep.
   */
  has(name: string): boolean;
}

const BYTES = 4 * 1024 * 1024;
const MARKS = 4;

/** A Bloom filter. https://doi.org/10.1145/362686.362692 */
export function seenNames(sweep: string): SeenNames {
  const marked = new Uint8Array(BYTES);
  const marksOf = (name: string): readonly number[] => {
    const digest = hash('sha256', `${sweep}|${name}`);
    return Array.from({ length: MARKS }, (_, n) => {
      const part = digest.slice(8 * n, 8 * (n + 1));
      return Number.parseInt(part, 16) % (8 * BYTES);
    });
  };
  return {
    add(name) {
      for (const mark of marksOf(name))
        marked[mark >> 3] = byteAt(marked, mark) | (1 << (mark & 7));
    },
    has: (name) => marksOf(name).every((mark) => (byteAt(marked, mark) & (1 << (mark & 7))) !== 0),
  };
}

function byteAt(bytes: Uint8Array, mark: number): number {
  return bytes[mark >> 3] ?? 0;
}
