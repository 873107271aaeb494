import type { Burst } from '../../shared/domain/burst.ts';

/** So many tickets of one project within the window are its own; the next makes a storm. */
const OWN_TICKETS = 50;
const WINDOW_MS = 10 * 60 * 1000;

/**
 * The burst after a resource of the project came to want its first ticket at `at`. Pure, and the same when asked twice.
 * A storm lasts for a window behind the last that joined it, by when those before it are forgotten.
 */
export function counted(present: Burst | undefined, key: string, at: string): Burst {
  const now = Date.parse(at);
  const until = new Date(now + WINDOW_MS).toISOString();
  if (present !== undefined && isStorm(present, at)) return { ...present, until };
  const recent = (present?.recent ?? []).filter((one) => now - Date.parse(one.at) < WINDOW_MS);
  const known = recent.some((one) => one.key === key);
  if (!known && recent.length >= OWN_TICKETS) return { recent, until };
  return { recent: known ? recent : [...recent, { key, at }], until: present?.until };
}

/** Whether what breaks at `at` joins the project's one ticket. */
export function isStorm(burst: Burst | undefined, at: string): boolean {
  return burst?.until !== undefined && Date.parse(at) < Date.parse(burst.until);
}

/** The key of the one ticket of a project's storms; no resource and no attempt has it. */
export function stormKey(project: string): string {
  return `storm~${project}`;
}
