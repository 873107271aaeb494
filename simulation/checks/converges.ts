import { allows } from '../../sandbox/organization/authorize.ts';
import { accountTarget } from '../../sandbox/organization/targets.ts';
import {
  claimedResource,
  type Finding,
  ticketKey,
  UNSETTLED,
} from '../../shared/domain/finding.ts';
import { liveAccount } from '../accounts.ts';
import { PROJECTS, type ProjectId } from '../setting.ts';
import type { World } from '../world.ts';
import type { Check } from './check.ts';

/** Rules that a live job breaks, told from the organization itself and without the rules' own code. */
function brokenRules(name: string, world: World): readonly string[] {
  const { organization } = world;
  const [, project = ''] = name.split('/');
  const account = organization.jobs.get(name)?.body.template?.template?.serviceAccount ?? '';
  if (account === '' || account.endsWith('-compute@developer.gserviceaccount.com'))
    return ['default-service-account'];
  const live = liveAccount(account, organization);
  if (live === undefined || live.project === project) return [];
  const agent = `serviceAccount:service-${PROJECTS[project as ProjectId]}@serverless-robot-prod.iam.gserviceaccount.com`;
  const mints = allows(
    organization,
    agent,
    'iam.serviceAccounts.getAccessToken',
    accountTarget(live),
  );
  return mints ? [] : ['missing-token-creator'];
}

function shown({ id, state, mode }: Finding): string {
  return `${id} is ${state} at ${mode}`;
}

/** Once all is quiet, the ledger says of every job what is so, and every ticket says what its findings do. */
export const converges: Check = {
  name: 'Convergence',
  async atEnd(world) {
    const { findings } = await world.ledger.findings({ limit: 500 });
    const wrong = wrongNow(world);
    const unknown = [...wrong].filter((id) => !findings.some((one) => one.id === id));
    return [
      ...unknown.map((id) => `${id} is not known.`),
      ...findings.flatMap((finding) => {
        const stands = UNSETTLED.has(finding.state);
        if (wrong.has(finding.id))
          return stands || finding.state === 'exempt'
            ? []
            : [`${shown(finding)}, and the job breaks the rule.`];
        const told = !finding.attempted && watchedRule(finding.rule) && stands;
        return told ? [`${shown(finding)}, and the job does not break the rule.`] : [];
      }),
      ...(await ticketFaults(findings, world)),
      ...(await unfinished(findings, world)),
    ];
  },
};

/** The ids of all findings that there should be of live jobs. */
function wrongNow(world: World): ReadonlySet<string> {
  const ids = [...world.organization.jobs.keys()].flatMap((name) => {
    const [, project, , location, , job] = name.split('/');
    return brokenRules(name, world).map((rule) => `${rule}~${project}~${location}~${job}`);
  });
  return new Set(ids);
}

async function unfinished(
  findings: readonly Finding[],
  { ledger }: World,
): Promise<readonly string[]> {
  const keys = new Set(findings.map((finding) => claimedResource(finding)));
  const all = await Promise.all([...keys].map((key) => ledger.remediationsOf(key)));
  return all
    .flat()
    .filter(({ outcome }) => outcome === undefined)
    .map(({ decision }) => `${decision} never came to its end.`);
}

function watchedRule(rule: string): boolean {
  return rule === 'default-service-account' || rule === 'missing-token-creator';
}

async function ticketFaults(
  findings: readonly Finding[],
  { ledger }: World,
): Promise<readonly string[]> {
  const tickets = await ledger.tickets();
  const found: string[] = [];
  const open = new Set(
    findings
      .filter(({ state, mode }) => UNSETTLED.has(state) && mode !== 'observe')
      .map((finding) => ticketKey(finding)),
  );
  for (const key of open) {
    const own = tickets.filter((ticket) => ticket.key === key && ticket.state === 'open');
    if (own.length !== 1) found.push(`${key} has ${own.length} open tickets.`);
  }
  for (const { key, state, id } of tickets)
    if (state === 'open' && !open.has(key))
      found.push(`Ticket ${id} of ${key} is open for nothing.`);
  return found;
}
