import type { ApiFailure } from '../shared/gcp/api-failure.ts';
import { connectGoogle, type Google } from '../shared/gcp/google.ts';
import type { ExplainOptions } from './explain-target.ts';
import { Unusable } from './unusable.ts';

/** Who asks, and where. */
export interface Asker {
  readonly google: Google;
  /** For messages. */
  readonly who: string;
  /** The failure of a call as what the user can do about it. */
  unusable(failure: ApiFailure): Unusable;
}

const PRINCIPAL = /^(user|serviceAccount):[a-z0-9._%+-]+@[a-z0-9.-]+$/i;

/**
 * Google as the Application Default Credentials, or the local organization as whom the user says: only a token of the
 * local organization ever goes to an address that the user names. Throws Unusable.
 */
export function openAsker(options: ExplainOptions): Asker {
  if (options.google) {
    const who = 'the holder of the Application Default Credentials';
    return { google: connectGoogle({}), who, unusable: (failure) => refused(failure, who) };
  }
  const { as } = options;
  if (!PRINCIPAL.test(as))
    throw new Unusable(`--as ${as} names no principal. Write user:EMAIL or serviceAccount:EMAIL.`);
  const apiRoot = rootOf(options.apiRoot);
  return {
    google: connectGoogle({ apiRoot, accessToken: `sandbox:${as}` }),
    who: as,
    unusable: (failure) =>
      failure.code === 'UNAVAILABLE'
        ? new Unusable(
            `No local organization answers at ${apiRoot}. Start it with npm start, name its address with --api-root, or ask Google with --google.`,
            { cause: failure },
          )
        : refused(failure, as),
  };
}

function refused(failure: ApiFailure, who: string): Unusable {
  const remedy =
    failure.status === 403 ? ' Ask as somebody who may.' : failure.retryable ? ' Try again.' : '';
  const message = failure.message.replace(/([^.])$/, '$1.');
  return new Unusable(`${failure.api} does not answer ${who}: ${message}${remedy}`, {
    cause: failure,
  });
}

function rootOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && ['http:', 'https:'].includes(url.protocol)) return url.origin;
  throw new Unusable(`--api-root ${text} is no address. Write http://HOST:PORT.`);
}
