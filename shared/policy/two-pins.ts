import type { z } from 'zod';
import { memberAt } from './member-at.ts';

/** A fault at every entry of `trust` that pins an account otherwise than one before: it has one unique id alone. */
export function refuseTwoPins(
  entries: readonly unknown[],
  context: z.core.$RefinementCtx<unknown>,
) {
  const pins = new Map<string, string>();
  for (const { path, account, uniqueId } of pinsOf(entries)) {
    const earlier = pins.get(account) ?? uniqueId;
    pins.set(account, earlier);
    if (earlier === uniqueId) continue;
    const message = `${account} is pinned to ${earlier} before, and an account has one unique id: keep one of the two.`;
    context.addIssue({ code: 'custom', path: [...path, 'uniqueId'], message });
  }
}

interface Pin {
  readonly path: readonly [entry: number, accounts: 'accounts', account: number];
  readonly account: string;
  readonly uniqueId: string;
}

function pinsOf(entries: readonly unknown[]): readonly Pin[] {
  return entries.flatMap((entry, index) => {
    const accounts = memberAt(entry, 'accounts');
    if (!Array.isArray(accounts)) return [];
    return accounts.flatMap((value: unknown, place): readonly Pin[] => {
      const account = memberAt(value, 'account');
      const uniqueId = memberAt(value, 'uniqueId');
      if (typeof account !== 'string' || typeof uniqueId !== 'string') return [];
      return [{ path: [index, 'accounts', place], account, uniqueId }];
    });
  });
}
