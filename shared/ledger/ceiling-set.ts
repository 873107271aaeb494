import type { Ceiling, CeilingChange } from '../domain/ceiling.ts';

const KEPT = 100;

/** The ceiling after the change, as `Ledger.setCeiling` promises it, for every adapter; `present` itself if nothing changes. */
export function ceilingSet(
  present: Ceiling | undefined,
  { mode, by, at, why }: Omit<CeilingChange, 'number'>,
): Ceiling {
  if (present?.mode === mode) return present;
  const change = { number: (present?.number ?? 0) + 1, mode, by, at, why };
  return { ...change, history: [...(present?.history ?? []), change].slice(-KEPT) };
}
