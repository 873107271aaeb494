import type { MiddlewareHandler } from 'hono';
import type { ApproverPorts } from './approver-ports.ts';
import type { Caller } from './caller.ts';

export interface GuardPorts extends Pick<ApproverPorts, 'authenticate'> {
  /** Who may read. Whoever writes must say who he is in any case. */
  readonly readers: 'anyone' | 'callers';
  readonly log: { warn(message: string, fields: { readonly result: string }): void };
}

export interface GuardEnv {
  /** There where the guard has asked already. */
  readonly Variables: { caller?: Caller };
}

/** On every answer: it is JSON that nobody keeps, frames, or reads from another site. */
export const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
} as const;

/** Stands before every endpoint. Identity-Aware Proxy goes by a cookie, so a foreign page could ask in its reader's name. */
export function guard(ports: GuardPorts): MiddlewareHandler<GuardEnv> {
  return async (context, next) => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) context.header(name, value);
    const refuse = (status: 401 | 403, error: string) => {
      ports.log.warn(`console refused a request: ${error}`, { result: 'refused' });
      return context.json({ error }, status);
    };
    const { method, raw } = context.req;
    if (method === 'POST' && isForeign(raw.headers))
      return refuse(403, 'A page of another site asked for this. Ask from your own.');
    if (ports.readers === 'callers') {
      const caller = await ports.authenticate(raw.headers);
      if (caller.kind === 'nobody') return refuse(401, caller.why);
      context.set('caller', caller);
    }
    return next();
  };
}

/**
 * Whether a browser says that a page of another site asks; what no browser sends has neither header.
 * https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site
 */
function isForeign(headers: Headers): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site !== 'same-origin';
  const origin = headers.get('origin');
  return origin !== null && !(URL.canParse(origin) && new URL(origin).host === headers.get('host'));
}
