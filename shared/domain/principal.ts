import { parseServiceAccount } from './service-account.ts';

/**
 * Who did it, as the audit log or the job names them. Only `user` and `service-account` can be members of a
 * binding that Bailiff writes; a service agent, a federated identity and a hidden one never can.
 */
export type Principal =
  | { readonly kind: 'user'; readonly email: string }
  | { readonly kind: 'service-account'; readonly email: string }
  | { readonly kind: 'service-agent'; readonly email: string }
  | { readonly kind: 'federated'; readonly subject: string }
  | { readonly kind: 'unknown' };

// Narrower than the standard: an address ends up in bindings, tickets and lines that people paste into a shell.
const EMAIL = /^[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+$/;

/** Reads `principalEmail`, `principalSubject`, or a job's `creator` and `lastModifier`. */
export function parsePrincipal(text: string | undefined): Principal {
  if (text === undefined || text === '') return { kind: 'unknown' };
  if (/^principal(?:Set)?:\/\//.test(text)) return { kind: 'federated', subject: text };
  const email = text.replace(/^(?:user|serviceAccount):/, '').toLowerCase();
  if (!EMAIL.test(email)) return { kind: 'unknown' };
  if (!email.endsWith('gserviceaccount.com')) return { kind: 'user', email };
  const account = parseServiceAccount(email);
  return account.kind === 'service-agent' || account.kind === 'malformed'
    ? { kind: 'service-agent', email }
    : { kind: 'service-account', email };
}

/** The member text of an IAM binding, or `undefined` for a principal that Bailiff never grants anything. */
export function memberOf(principal: Principal): string | undefined {
  if (principal.kind === 'user') return `user:${principal.email}`;
  if (principal.kind === 'service-account') return `serviceAccount:${principal.email}`;
  return undefined;
}

/** One text for people and for comparison; `unknown` compares equal to nobody. */
export function principalText(principal: Principal): string {
  if (principal.kind === 'federated') return principal.subject;
  return principal.kind === 'unknown' ? 'unknown' : principal.email;
}

export function samePrincipal(a: Principal, b: Principal): boolean {
  return a.kind !== 'unknown' && a.kind === b.kind && principalText(a) === principalText(b);
}
