import { setConstraint } from '../../sandbox/organization/constraints.ts';
import { addAccount, addProject } from '../../sandbox/organization/create.ts';
import { currentPolicy, replacePolicy } from '../../sandbox/organization/policies.ts';
import type { Organization, Project } from '../../sandbox/organization/state.ts';
import { addJob, addTeam, type Size } from './large-organization.ts';

// As many teams share the two accounts of a hub.
const TEAMS_PER_HUB = 100;

/**
 * Fills the organization with teams, of whose jobs every tenth breaks the rules like every other tenth: 0 and 1 run as
 * the default account, one of which names it; 2 as an account of a hub that Cloud Run may not use for them. 3 runs as
 * one of a hub that it may use, and all others as their team's own.
 */
export function mix(organization: Organization, { projects, jobsPerProject }: Size): void {
  let hub = addHub(organization, 0);
  for (let n = 0; n < projects; n += 1) {
    if (n > 0 && n % TEAMS_PER_HUB === 0) hub = addHub(organization, n / TEAMS_PER_HUB);
    const team = addTeam(organization, n);
    const own = addAccount(organization, team.id, `runtime@${team.id}.iam.gserviceaccount.com`);
    letMint(organization, hub.lent.uniqueId, team);
    const accounts = [
      undefined,
      `${team.number}-compute@developer.gserviceaccount.com`,
      hub.kept.email,
      hub.lent.email,
    ];
    for (let k = 0; k < jobsPerProject; k += 1)
      addJob(organization, team, k, k % 10 < accounts.length ? accounts[k % 10] : own.email);
  }
}

/** A project whose accounts other projects may use, as far as its organization policies go. */
function addHub(organization: Organization, n: number) {
  const id = `hub-${String(n).padStart(4, '0')}`;
  const number = String(500_000_000_000 + n);
  addProject(organization, { id, number, parent: 'folders/200000000001', displayName: id });
  const constraint = 'iam.disableCrossProjectServiceAccountUsage';
  setConstraint(organization, `projects/${id}`, constraint, false);
  const account = (name: string) =>
    addAccount(organization, id, `${name}@${id}.iam.gserviceaccount.com`);
  return { lent: account('lent-out'), kept: account('kept-back') };
}

/** The Cloud Run service agent of the project gets tokens for the account. */
function letMint(organization: Organization, uniqueId: string, { number }: Project): void {
  const name = `serviceAccounts/${uniqueId}`;
  const policy = currentPolicy(organization, name);
  const agent = `serviceAccount:service-${number}@serverless-robot-prod.iam.gserviceaccount.com`;
  const members = [...(policy.bindings?.[0]?.members ?? []), agent];
  const role = 'roles/iam.serviceAccountTokenCreator';
  replacePolicy(organization, name, { ...policy, bindings: [{ role, members }] });
}
