import { allowAccountUse } from './allow-account-use.ts';
import { assignServiceAccount } from './assign-service-account.ts';

/** Every action, by hand: a new one is a line here, a test, a key in the deployment and its permissions in the roles. */
export const ACTIONS = [assignServiceAccount, allowAccountUse] as const;
