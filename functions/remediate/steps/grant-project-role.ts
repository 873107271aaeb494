import type { Deployment } from '../../../shared/domain/deployment.ts';
import type { IamPolicy } from '../../../shared/domain/iam-policy.ts';
import { unsureGrant } from '../../../shared/engine/unsure-grant.ts';
import { projectGrantingPermissions } from '../../../shared/gcp/permissions/projects.ts';
import { rolePermissions } from '../../../shared/gcp/permissions/roles.ts';
import { forbiddenIn } from '../../../shared/policy/forbidden-permissions.ts';
import { backWords } from './back-words.ts';
import { addBinding, bindingStanding, removeBinding } from './edit-policy.ts';
import { changed, type StepRunner, stop } from './step-runner.ts';

export interface GrantProjectRolePorts {
  readonly deployment: Deployment;
  readonly roles: { permissions(role: string): Promise<readonly string[] | undefined> };
  /** As the roleGranter identity; `undefined` in a deployment without one. */
  readonly roleGranter:
    | {
        policy(name: string): Promise<IamPolicy>;
        setPolicy(name: string, policy: IamPolicy): Promise<IamPolicy>;
      }
    | undefined;
}

export const grantProjectRole: StepRunner<'grant-project-role', GrantProjectRolePorts> = {
  permissions: {
    remediate: rolePermissions.permissions,
    roleGranter: [...projectGrantingPermissions.policy, ...projectGrantingPermissions.setPolicy],
  },

  async run({ project, role, member }, turn) {
    // Read again: hours may lie between plan and grant, and a custom role can change at any time.
    const contents = await turn.ports.roles.permissions(role);
    const listed = turn.ports.deployment.dedicatedAccountRoles.includes(role);
    const place = placeOf(project, turn.ports);
    if (contents === undefined || !listed || forbiddenIn(contents).length > 0)
      return stop('failed', `${role} is no longer a role that a dedicated account may hold.`);
    if (place === undefined)
      return stop('failed', `This deployment has no roleGranter identity to grant ${role}.`);
    return addBinding(place, role, member, turn);
  },

  async putBack(step, turn) {
    const { project, role, member } = step;
    const place = placeOf(project, turn.ports);
    if (place === undefined) return {};
    const left = await removeBinding(place, role, member, turn);
    return backWords(left, step, `Took ${role} on project ${project} from ${member} again.`);
  },

  async standing({ project, role, member }, turn) {
    const place = placeOf(project, turn.ports);
    return place === undefined
      ? changed(`This deployment has no roleGranter identity to take ${role} back.`)
      : bindingStanding(place, role, member, turn);
  },

  planned: ({ project, role, member }) => `Grant ${role} on project ${project} to ${member}.`,

  told(step, { added, unsure }) {
    const { project, role, member } = step;
    if (unsure === true) return unsureGrant(step);
    return added === true
      ? `Granted ${role} on project ${project} to ${member}.`
      : `${member} held ${role} on project ${project} already.`;
  },
};

function placeOf(project: string, { roleGranter }: GrantProjectRolePorts) {
  if (roleGranter === undefined) return undefined;
  const name = `projects/${project}`;
  return {
    name,
    read: () => roleGranter.policy(name),
    write: (policy: IamPolicy) => roleGranter.setPolicy(name, policy),
  };
}
