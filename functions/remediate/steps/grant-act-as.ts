import { grantOnAccount } from './grant-on-account.ts';

export const ACT_AS_ROLE = 'roles/iam.serviceAccountUser';

/** Lets a deployer attach the account. https://cloud.google.com/iam/docs/attach-service-accounts */
export const grantActAs = grantOnAccount(ACT_AS_ROLE, {
  let: ({ account, member }) => `Let ${member} act as ${account}.`,
  could: ({ account, member }) => `${member} could act as ${account} already.`,
  mayNot: ({ account, member }) => `${member} may no longer act as ${account}.`,
});
