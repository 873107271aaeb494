/** How fast one delivery goes through its jobs. */
export interface Pace {
  /**
   * Resolves when it is time for more jobs: at once, or later each time that a quota was used up, and sooner again while
   * none is. False when a quota has been used up for so long that the rest is for another delivery.
   */
  goesOn(usedUp: boolean): Promise<boolean>;
}

// Quotas are counted by the minute.
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;
/** Shorter than a function may run for one push of re-checks. */
const LONGEST_PUSH_MS = 6 * 60_000;

/** @param now RFC 3339. */
export function openPace(
  now: () => string,
  firstWaitMs = FIRST_WAIT_MS,
  longestPushMs = LONGEST_PUSH_MS,
): Pace {
  const until = Date.parse(now()) + longestPushMs;
  let wait = 0;
  return {
    async goesOn(usedUp) {
      if (usedUp && Date.parse(now()) > until) return false;
      if (usedUp) wait = Math.min(LONGEST_WAIT_MS, Math.max(firstWaitMs, 2 * wait));
      // Slowly, so that what shares the quota, events above all, finds room in it.
      else wait = wait > firstWaitMs / 4 ? 0.8 * wait : 0;
      // At random, so that deliveries side by side do not all come back at once.
      if (wait > 0) await passes(wait * (0.5 + Math.random() / 2));
      return true;
    },
  };
}

function passes(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
