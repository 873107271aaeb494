import { allows } from '../../sandbox/organization/authorize.ts';
import { accountTarget } from '../../sandbox/organization/targets.ts';
import { type Finding, ticketKey, UNSETTLED } from '../../shared/domain/finding.ts';
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
  const mints = allows(organization, agent, 'iam.serviceAccounts.getAccessToken', accountTarget(live));
  return mints ? [] : ['missing-token-creator'];
}

function shown({ id, state, mode }: Finding): string {
  return `${id} is ${state} at ${mode}`;
}

/** Once all is quiet, the ledger says of every job what is so, and every ticket says what its findings do. */
export const converges: Check = {
  name: 'Convergence',
  async atEnd(world) {
    const { organization, ledger } = world;
    const { findings } = await ledger.findings({ limit: 500 });
    const found: string[] = [];
    const wrong = new Set<string>();
    for (const name of organization.jobs.keys()) {
      const [, project, , location, , job] = name.split('/');
      for (const rule of brokenRules(name, world)) {
        const id = `${rule}~${project}~${location}~${job}`;
        wrong.add(id);
        const finding = findings.find((one) => one.id === id);
        if (finding === undefined) found.push(`${id} is not known.`);
        else if (!UNSETTLED.has(finding.state) && finding.state !== 'exempt')
          found.push(`${shown(finding)}, and the job breaks the rule.`);
      }
    }
    for (const finding of findings)
      if (!finding.attempted && watchedRule(finding.rule) && UNSETTLED.has(finding.state) && !wrong.has(finding.id))
        found.push(`${shown(finding)}, and the job does not break the rule.`);
    found.push(...(await ticketFaults(findings, world)));
    for (const { resourceName, id } of findings)
      for (const { decision, outcome } of await ledger.remediationsOf(resourceName))
        if (outcome === undefined) found.push(`${decision} never came to its end, for ${id}.`);
    return [...new Set(found)];
  },
};

function watchedRule(rule: string): boolean {
  return rule === 'default-service-account' || rule === 'missing-token-creator';
}

async function ticketFaults(findings: readonly Finding[], { ledger }: World): Promise<readonly string[]> {
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
    if (state === 'open' && !open.has(key)) found.push(`Ticket ${id} of ${key} is open for nothing.`);
  return found;
}
