import { handling } from './flow.ts';
import type { Deploy, World } from './world.ts';

/** Calls of Google's APIs that one change of a job costs in all functions together, without those of the ledger. */
export interface ApiCalls {
  readonly total: number;
  /** By verb and path, the most frequent first. */
  readonly byKind: Readonly<Record<string, number>>;
}

const CHANGES = {
  compliant: { project: 'payments-prod', job: 'counted-fine', own: true },
  ticketed: { project: 'data-dev', job: 'counted-told' },
  remediatedByCreate: { project: 'payments-prod', job: 'counted-mended' },
  deniedCrossProject: {
    project: 'payments-prod',
    job: 'counted-denied',
    serviceAccount: 'batch-runtime@identity-prod.iam.gserviceaccount.com',
  },
} as const satisfies Readonly<Record<string, Deploy>>;

/** Carries each change through the functions, from its audit entry to the last message. */
export async function countApiCalls(world: World): Promise<Readonly<Record<string, ApiCalls>>> {
  const functions = await handling(world);
  try {
    const counted: [string, ApiCalls][] = [];
    for (const [name, change] of Object.entries(CHANGES)) {
      const entry = await world.deploy(change);
      await functions.carried(world.pushOfEntry(entry));
      const calls = [...world.proxy.takeCalls()].sort(([, a], [, b]) => b - a);
      const total = calls.reduce((sum, [, times]) => sum + times, 0);
      counted.push([name, { total, byKind: Object.fromEntries(calls) }]);
    }
    return Object.fromEntries(counted);
  } finally {
    await functions.stop();
  }
}
