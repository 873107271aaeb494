import { TOKEN_CREATOR_ROLE } from '../../../shared/domain/grant.ts';
import { grantOnAccount } from './grant-on-account.ts';

/** Lets Cloud Run run jobs of another project as the account. https://cloud.google.com/run/docs/configuring/jobs/service-identity */
export const grantTokenCreator = grantOnAccount(TOKEN_CREATOR_ROLE, {
  let: ({ account, member }) => `Let ${member} mint tokens for ${account}.`,
  could: ({ account, member }) => `${member} could mint tokens for ${account} already.`,
  mayNot: ({ account, member }) => `${member} may no longer mint tokens for ${account}.`,
});
