import { ACT_AS_ROLE } from '../../../shared/domain/grant.ts';
import { grantOnAccount } from './grant-on-account.ts';

/** Lets a deployer attach the account. https://cloud.google.com/iam/docs/attach-service-accounts */
export const grantActAs = grantOnAccount(ACT_AS_ROLE, {
  let: ({ account, member }) => `Let ${member} act as ${account}.`,
  could: ({ account, member }) => `${member} could act as ${account} already.`,
  mayNot: ({ account, member }) => `${member} may no longer act as ${account}.`,
});
