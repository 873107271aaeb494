/** What a sweep lists, one after the other: what is there, then what the ledger knows besides. */
export const STAGES = ['inventory', 'findings', 'uses'] as const;
export type Stage = (typeof STAGES)[number];

/** How far one sweep of the organization has come, as the ledger keeps it. */
export interface Sweep {
  readonly id: string;
  /** RFC 3339. */
  readonly started: string;
  /** `listed` once there is nothing more to ask for. */
  readonly stage: Stage | 'listed';
  /** The token or cursor of the page that comes next; `undefined` for the stage's first. */
  readonly next: string | undefined;
  /** What the inventory listed so far, and in how many projects. */
  readonly jobs: number;
  readonly projects: number;
  /** Project of the job that was listed last, as the inventory names it; it tells where another begins. */
  readonly lastProject: string | undefined;
  /** Names that the inventory listed and that no job can have. */
  readonly illegible: number;
  /** Messages published, which are numbered from 0. */
  readonly batches: number;
  /** Numbers of the messages that were dealt with, as ranges [first, last] in order, none touching another. */
  readonly judged: readonly (readonly [number, number])[];
  /** Ids or numbers of projects whose jobs could not be read, sorted; at most MOST_UNREAD of them. */
  readonly unread: readonly string[];
}

/** A sweep names no more projects that it could not read: what is kept of it is one document, which has a limit. */
export const MOST_UNREAD = 500;

export function newSweep(id: string, started: string): Sweep {
  const counts = { jobs: 0, projects: 0, illegible: 0, batches: 0 };
  const begin = { stage: 'inventory', next: undefined, lastProject: undefined } as const;
  return { id, started, ...begin, ...counts, judged: [], unread: [] };
}

/** The sweep once a message of it was dealt with; the same again changes nothing. */
export function withJudged(sweep: Sweep, batch: number, unread: readonly string[]): Sweep {
  const named = [...new Set([...sweep.unread, ...unread])].sort().slice(0, MOST_UNREAD);
  return { ...sweep, judged: withNumber(sweep.judged, batch), unread: named };
}

/** Whether everything was listed and every message dealt with. */
export function isComplete({ stage, batches, judged }: Sweep): boolean {
  const [range, ...others] = judged;
  const all = range !== undefined && range[0] === 0 && range[1] >= batches - 1;
  return stage === 'listed' && all && others.length === 0;
}

function withNumber(ranges: Sweep['judged'], number: number): Sweep['judged'] {
  const joined = ranges.filter(([first, last]) => first - 1 <= number && number <= last + 1);
  const apart = ranges.filter((range) => !joined.includes(range));
  const first = Math.min(number, ...joined.map(([one]) => one));
  const last = Math.max(number, ...joined.map(([, one]) => one));
  return [...apart, [first, last] as const].sort(([a], [b]) => a - b);
}
