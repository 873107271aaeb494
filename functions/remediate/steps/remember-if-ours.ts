import type { Ledger } from '../../../shared/ledger/ledger.ts';
import type { Turn } from './step-runner.ts';

export interface Account {
  readonly email: string;
  readonly uniqueId: string;
  readonly description: string;
}

export interface RememberPorts {
  readonly ledger: Pick<Ledger, 'accountOf' | 'rememberAccount'>;
}

/** Writes into the ledger that the account was made for the turn's job, if it was: its id alone proves nothing. */
export async function rememberIfOurs(
  { email, uniqueId, description }: Account,
  nonce: string,
  { resource, uid, ports, now }: Turn<RememberPorts>,
): Promise<boolean> {
  const known = await ports.ledger.accountOf(resource, uid);
  // Once remembered under this nonce, only the unique id counts: a description can be copied.
  if (known?.nonce === nonce) return known.uniqueId === uniqueId;
  if (!description.includes(nonce)) return false;
  const made = now();
  await ports.ledger.rememberAccount({ resource, jobUid: uid, email, uniqueId, nonce, made });
  return true;
}
