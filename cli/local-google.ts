import { connectGoogle, type Google } from '../shared/gcp/google.ts';
import { requirePrincipal } from './require-principal.ts';
import { Unusable } from './unusable.ts';

interface LocalGoogle {
  readonly google: Google;
  /** `http://HOST:PORT`. */
  readonly apiRoot: string;
}

/**
 * The local organization's APIs, as whom the user says: only a token of its own ever goes to an address that he names.
 * Throws Unusable.
 */
export function localGoogle(options: {
  readonly apiRoot: string;
  readonly as: string;
}): LocalGoogle {
  const { as } = options;
  requirePrincipal(as);
  const url = URL.canParse(options.apiRoot) ? new URL(options.apiRoot) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol))
    throw new Unusable(`--api-root ${options.apiRoot} is no address. Write http://HOST:PORT.`);
  const apiRoot = url.origin;
  return { apiRoot, google: connectGoogle({ apiRoot, accessToken: `sandbox:${as}` }) };
}
