import { parseServiceAccount } from '../../../shared/domain/service-account.ts';

const ADDRESS = /^[a-z0-9][a-z0-9.:-]*@(?:[a-z0-9-]+\.)+gserviceaccount\.com$/;
const LONGEST = 512;

/** A service account's address from either of its forms, in lower case; `undefined` for what could not be one. */
export function accountAddress(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > LONGEST) return undefined;
  const account = parseServiceAccount(value);
  return account.kind !== 'malformed' && ADDRESS.test(account.email) ? account.email : undefined;
}
