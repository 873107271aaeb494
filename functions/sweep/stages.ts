import { UNSETTLED } from '../../shared/domain/finding.ts';
import { fullResourceName } from '../../shared/domain/resource.ts';
import { STAGES, type Stage, type Sweep } from '../../shared/domain/sweep.ts';
import type { InventoryPage } from '../../shared/gcp/assets.ts';
import type { SweepPorts } from './ports.ts';

type Lister = (ports: SweepPorts, from: string | undefined) => AsyncIterable<InventoryPage>;

const LISTERS: Readonly<Record<Stage, Lister>> = {
  inventory: ({ inventory, organization }, from) => inventory.jobs(organization, from),
  findings: jobsWithFindings,
  uses: jobsInIndex,
};

/** What is listed in the stage, from the page that comes next. */
export function pagesOf(
  stage: Stage,
  { next }: Pick<Sweep, 'next'>,
  ports: SweepPorts,
): AsyncIterable<InventoryPage> {
  return LISTERS[stage](ports, next);
}

export function stageBehind(stage: Stage): Sweep['stage'] {
  return STAGES[STAGES.indexOf(stage) + 1] ?? 'listed';
}

/** A denied deploy is left out: whether its job is there says nothing about it. */
async function* jobsWithFindings(
  { ledger }: SweepPorts,
  from: string | undefined,
): AsyncGenerator<InventoryPage> {
  const states = [...UNSETTLED, 'exempt'] as const;
  let after = from;
  do {
    const cursor = after === undefined ? {} : { after };
    const { findings, next } = await ledger.findings({ states, limit: 500, ...cursor });
    const live = findings.filter(({ attempted }) => !attempted);
    yield { names: [...new Set(live.map(({ resourceName }) => resourceName))], next };
    after = next;
  } while (after !== undefined);
}

async function* jobsInIndex(
  { ledger }: SweepPorts,
  from: string | undefined,
): AsyncGenerator<InventoryPage> {
  let after = from;
  do {
    const cursor = after === undefined ? {} : { after };
    const { uses, next } = await ledger.uses({ limit: 500, ...cursor });
    yield { names: uses.map(({ resource }) => fullResourceName(resource)), next };
    after = next;
  } while (after !== undefined);
}
