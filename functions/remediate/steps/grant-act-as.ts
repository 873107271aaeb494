import type { IamPolicy } from '../../../shared/domain/iam-policy.ts';
import { addBinding, type PolicyPlace, removeBinding } from './edit-policy.ts';
import type { StepRunner } from './step-runner.ts';

export interface GrantActAsPorts {
  /** As the accountWriter identity. */
  readonly accountWriter: {
    policy(email: string): Promise<IamPolicy>;
    setPolicy(email: string, policy: IamPolicy): Promise<IamPolicy>;
  };
}

const ROLE = 'roles/iam.serviceAccountUser';

/** On the account itself and nowhere wider. https://cloud.google.com/iam/docs/attach-service-accounts */
export const grantActAs: StepRunner<'grant-act-as', GrantActAsPorts> = {
  permissions: {
    accountWriter: ['iam.serviceAccounts.getIamPolicy', 'iam.serviceAccounts.setIamPolicy'],
  },

  run: ({ account, member }, turn) => addBinding(placeOf(account, turn.ports), ROLE, member, turn),

  async putBack({ account, member }, turn) {
    const removed = await removeBinding(placeOf(account, turn.ports), ROLE, member, turn);
    return removed ? { said: `${member} may no longer act as ${account}.` } : {};
  },

  planned: ({ account, member }) => `Let ${member} act as ${account}.`,

  told: ({ account, member }, { added }) =>
    added === true
      ? `Let ${member} act as ${account}.`
      : `${member} could act as ${account} already.`,
};

function placeOf(account: string, { accountWriter }: GrantActAsPorts): PolicyPlace {
  return {
    name: account,
    read: () => accountWriter.policy(account),
    write: (policy) => accountWriter.setPolicy(account, policy),
  };
}
