import type { Organization } from '../sandbox/organization/state.ts';

interface Seen {
  readonly body: object;
  /** Milliseconds since 1970, as all times here. */
  readonly changed: number;
  readonly brokenSince: number | undefined;
  readonly mended: number | undefined;
}

/** What was mended for less than that was broken all the while. */
const SHORT_MS = 15 * 60_000;

/** When each job was changed last, and since when it runs as a default account, as the organization itself has it. */
export interface JobLog {
  /** Looks at the jobs; after every write. */
  look(): void;
  changed(name: string): number | undefined;
  brokenSince(name: string): number | undefined;
}

export function keepJobs({ jobs, now }: Pick<Organization, 'jobs' | 'now'>): JobLog {
  const seen = new Map<string, Seen>();
  return {
    look() {
      for (const [name, { body }] of jobs) {
        const known = seen.get(name);
        if (known?.body !== body) seen.set(name, next(known, body, now()));
      }
    },
    changed: (name) => seen.get(name)?.changed,
    brokenSince: (name) => seen.get(name)?.brokenSince,
  };
}

function next(
  known: Seen | undefined,
  body: { template?: { template?: { serviceAccount?: string } } },
  at: number,
): Seen {
  const account = body.template?.template?.serviceAccount ?? '';
  const isBroken = account === '' || account.endsWith('-compute@developer.gserviceaccount.com');
  if (!isBroken)
    return { body, changed: at, brokenSince: known?.brokenSince, mended: known?.mended ?? at };
  const goesOn = known?.mended === undefined || at - known.mended < SHORT_MS;
  const brokenSince = goesOn ? (known?.brokenSince ?? at) : at;
  return { body, changed: at, brokenSince, mended: undefined };
}
