import { CONSTRAINT } from '../../../shared/engine/diagnosis/mending.ts';
import { lienStays } from '../../../shared/engine/undo-plan.ts';
import { unsureLift } from '../../../shared/engine/unsure-lift.ts';
import { orgPolicyWritingPermissions } from '../../../shared/gcp/permissions/own-org-policies.ts';
import {
  constraintStanding,
  liftConstraint,
  type OrgPolicyWriter,
  restoreConstraint,
} from './edit-org-policy.ts';
import { changed, type StepRunner, stop } from './step-runner.ts';

export interface AllowCrossProjectUsePorts {
  /** As the orgPolicyWriter identity; `undefined` in a deployment without one. */
  readonly orgPolicyWriter: OrgPolicyWriter | undefined;
}

/**
 * Lifts the constraint in the account's project alone. Google then puts a lien on that project, which Bailiff cannot
 * take away. https://cloud.google.com/resource-manager/docs/project-liens
 */
export const allowCrossProjectUse: StepRunner<
  'allow-cross-project-use',
  AllowCrossProjectUsePorts
> = {
  permissions: {
    orgPolicyWriter: [
      ...orgPolicyWritingPermissions.read,
      ...orgPolicyWritingPermissions.create,
      ...orgPolicyWritingPermissions.replace,
      ...orgPolicyWritingPermissions.remove,
    ],
  },

  run: async ({ project }, turn) => {
    const { orgPolicyWriter } = turn.ports;
    return orgPolicyWriter === undefined
      ? stop('failed', `This deployment has no orgPolicyWriter identity to lift ${CONSTRAINT}.`)
      : liftConstraint(`projects/${project}`, CONSTRAINT, orgPolicyWriter, turn);
  },

  async putBack({ project }, turn) {
    const { orgPolicyWriter } = turn.ports;
    if (orgPolicyWriter === undefined) return {};
    const end = await restoreConstraint(`projects/${project}`, CONSTRAINT, orgPolicyWriter, turn);
    if (end === 'unsure') return { said: unsureLift(project, Boolean(turn.before?.['earlier'])) };
    if (end === 'changed')
      return { said: `${CONSTRAINT} was changed in ${project} since, so it is left as it is.` };
    return end === 'restored'
      ? { said: `${CONSTRAINT} is in ${project} what it was before. ${lienStays(project)}` }
      : {};
  },

  standing: async ({ project }, turn) => {
    const { orgPolicyWriter } = turn.ports;
    return orgPolicyWriter === undefined
      ? changed(`This deployment has no orgPolicyWriter identity to set ${CONSTRAINT}.`)
      : constraintStanding(`projects/${project}`, CONSTRAINT, orgPolicyWriter, turn);
  },

  planned: ({ project }) =>
    `Lift ${CONSTRAINT} in ${project}, so that other projects may use its accounts. ${lienComes(project)}`,

  told: ({ project }, { added, unsure, wasSet }) => {
    if (unsure === true) return unsureLift(project, wasSet === true);
    return added === true
      ? `Lifted ${CONSTRAINT} in ${project}. ${lienComes(project)}`
      : `${CONSTRAINT} was lifted in ${project} already.`;
  },
};

function lienComes(project: string): string {
  return `Google then puts a lien on ${project}: it cannot be deleted until somebody removes the lien, which Bailiff cannot.`;
}
