import { fullResourceName, type Resource } from '../../shared/domain/resource.ts';
import { parseServiceAccount } from '../../shared/domain/service-account.ts';
import type { JobState, ProjectFacts } from '../../shared/domain/subject.ts';
import { isRefusal } from '../../shared/engine/is-refusal.ts';
import type { AccountUse } from '../../shared/ledger/ledger.ts';
import type { EvaluatePorts } from './ports.ts';

/** Which account the job uses, for the index; the account's unique id is not known yet. */
export async function accountUse(
  resource: Resource,
  account: string,
  project: ProjectFacts,
  { uid, generation }: Pick<JobState, 'uid' | 'generation'>,
  { readers }: Pick<EvaluatePorts, 'readers'>,
): Promise<AccountUse> {
  const places = await placesOf(account, project, readers);
  const canonical = { ...resource, project: project.id };
  return { resource: canonical, uid, generation, account, uniqueId: undefined, places };
}

/** Makes the job known under its account, unless the index has it there. */
export async function announceUse(
  use: AccountUse,
  { ledger }: Pick<EvaluatePorts, 'ledger'>,
): Promise<void> {
  const present = await ledger.use(fullResourceName(use.resource));
  if (present?.uid !== use.uid || present.account !== use.account) await ledger.rememberUse(use);
}

/** Writes the use into the index, unless it stands there so: a busy job costs no write. */
export async function keepUse(
  use: AccountUse,
  { ledger }: Pick<EvaluatePorts, 'ledger'>,
): Promise<void> {
  const present = await ledger.use(fullResourceName(use.resource));
  if (present === undefined || differs(present, use)) await ledger.rememberUse(use);
}

export async function forgetUse(
  resource: Resource,
  { ledger }: Pick<EvaluatePorts, 'ledger'>,
): Promise<void> {
  const name = fullResourceName(resource);
  if ((await ledger.use(name)) !== undefined) await ledger.forgetUse(name);
}

function differs(present: AccountUse, { uid, generation, account, uniqueId, places }: AccountUse) {
  return (
    present.uid !== uid ||
    present.generation < generation ||
    present.account !== account ||
    (present.uniqueId === undefined && uniqueId !== undefined) ||
    (places.length > 0 && present.places.join() !== places.join())
  );
}

/** The account's project and all above it; nothing of an account whose project cannot be told. */
async function placesOf(
  account: string,
  project: ProjectFacts,
  { projects }: EvaluatePorts['readers'],
): Promise<readonly string[]> {
  const parsed = parseServiceAccount(account);
  if (parsed.kind === 'malformed' || parsed.kind === 'service-agent') return [];
  const home = parsed.kind === 'compute-engine-default' ? parsed.projectNumber : parsed.projectId;
  if (home === project.id || home === project.number)
    return [`projects/${project.id}`, ...project.ancestors];
  const id =
    parsed.kind === 'compute-engine-default' ? (await projects.get(home))?.id : parsed.projectId;
  if (id === undefined) return [];
  return [`projects/${id}`, ...(await ancestorsOf(id, projects))];
}

/** What is above a project that may not be read is not known, but its own changes are still its own. */
async function ancestorsOf(
  id: string,
  projects: EvaluatePorts['readers']['projects'],
): Promise<readonly string[]> {
  try {
    return await projects.ancestors(id);
  } catch (error) {
    if (isRefusal(error)) return [];
    throw error;
  }
}
