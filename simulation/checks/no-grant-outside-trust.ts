import { PROJECTS, type ProjectId } from '../setting.ts';
import type { OwnWrite } from '../watch.ts';
import { grantsOf, grantText, without } from './bindings.ts';
import type { Check } from './check.ts';
import { madeByBailiff, stepsOf } from './made-accounts.ts';

const USER = 'roles/iam.serviceAccountUser';
const MINT = 'roles/iam.serviceAccountTokenCreator';

function agentOf(project: ProjectId): string {
  return `serviceAccount:service-${PROJECTS[project]}@serverless-robot-prod.iam.gserviceaccount.com`;
}

/** The newest deployers of the jobs that an account was made for. */
function movesTo(email: string, write: OwnWrite): boolean {
  return stepsOf(write).some((step) => step.kind === 'assign-service-account' && step.to === email);
}

/** Whatever Bailiff adds to a policy stands in the policy file, or is on an account that it made. */
export const noGrantOutsideTrust: Check = {
  name: 'Never 1: no access that the owner did not name',
  onWrite(write, { policies, writes, deployment }) {
    if (write.kind !== 'policy') return undefined;
    const added = without(grantsOf(write.after), grantsOf(write.before));
    const { target, since, at } = write;
    const outside = added.find(({ role, member, condition }) => {
      if (condition !== '') return true;
      if (target.startsWith('projects/')) {
        const [, email = ''] = /^serviceAccount:(.+)$/.exec(member) ?? [];
        const listed = policies.allowed(since, at, ({ roles }) => roles.includes(role));
        return !(
          listed &&
          deployment.dedicatedAccountRoles.includes(role) &&
          madeByBailiff(email, writes)
        );
      }
      if (madeByBailiff(target, writes)) return role !== USER || !movesTo(target, write);
      if (!deployment.trustAccounts.includes(target)) return true;
      return !policies.allowed(since, at, ({ trust }) =>
        trust.some(
          ({ projects, accounts, deployers }) =>
            accounts.includes(target) &&
            ((role === USER && deployers.includes(member)) ||
              (role === MINT && projects.some((project) => member === agentOf(project)))),
        ),
      );
    });
    return outside === undefined ? undefined : `It granted ${grantText(outside)}.`;
  },
};
