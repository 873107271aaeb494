import type { AccountCondition, Condition } from '../../domain/diagnosis.ts';
import type { DiagnosisFacts } from './facts.ts';
import { bringBack, enable, NOTHING } from './mending.ts';

/** How the account stands; one that was made again counts as that, whether or not it is disabled too. */
export function accountState({ found, pinned }: DiagnosisFacts): AccountCondition {
  if (found.kind === 'missing') return 'missing';
  if (found.kind === 'unread') return 'unknown';
  if (pinned !== undefined && pinned !== found.account.uniqueId) return 're-created';
  return found.account.disabled ? 'disabled' : 'enabled';
}

/** The account is there, is the one that is meant, and gives tokens. */
export function accountUsable(facts: DiagnosisFacts): Condition {
  const { found, pinned } = facts;
  const { email } = facts.account;
  const id = 'account-usable';
  const missing = { id, state: 'missing', where: '' } as const;
  switch (accountState(facts)) {
    case 'enabled': {
      const because = `${email} is there and enabled.`;
      return { id, state: 'holds', where: 'enabled', because, ...NOTHING };
    }
    case 'disabled': {
      const because = `${email} is disabled, so nothing gets a token for it.`;
      return { ...missing, because, ...enable(facts) };
    }
    case 'missing': {
      const because = `${email} is not there: it was deleted, or there never was one. A deleted account can be brought back for 30 days, by its unique id; a new one of the same address has none of its bindings.`;
      return { ...missing, because, ...bringBack(facts) };
    }
    case 're-created': {
      const uniqueId = found.kind === 'found' ? found.account.uniqueId : '';
      const because = `${email} has the unique id ${uniqueId} and not ${pinned}: it was deleted and made again, and has none of the bindings of the one that is meant. Find out who made it before its new id is written where the old one is pinned.`;
      return { ...missing, because, ...NOTHING };
    }
    case 'unknown': {
      const because = found.kind === 'unread' ? found.because : '';
      return { id, state: 'unknown', where: '', because, ...NOTHING };
    }
  }
}
