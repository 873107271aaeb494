import type { ActionId } from '../../shared/domain/deployment.ts';
import type { StepKind } from '../../shared/domain/plan.ts';
import type { Check } from './check.ts';
import { stepsOf } from './made-accounts.ts';

const NEEDS: Readonly<Partial<Record<StepKind, ActionId>>> = {
  'grant-token-creator': 'grant-token-creator',
  'allow-cross-project-use': 'allow-cross-project-use',
  'assign-service-account': 'assign-service-account',
};

/** Nothing is even planned that the deployment does not allow, whatever the policy file says. */
export const staysWithinTheDeployment: Check = {
  name: 'Never 12: bounded by the deployment',
  onWrite(write, { deployment }) {
    const outside = stepsOf(write).find(({ kind }) => {
      const action = NEEDS[kind];
      return action !== undefined && !deployment.actions.includes(action);
    });
    return outside === undefined ? undefined : `The deployment does not allow ${outside.kind}.`;
  },
};
