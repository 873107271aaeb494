import type { ApiFailure } from '../shared/gcp/api-failure.ts';
import { connectGoogle, type Google } from '../shared/gcp/google.ts';
import type { ExplainOptions } from './explain-target.ts';
import { localGoogle } from './local-google.ts';
import { Unusable } from './unusable.ts';

/** Who asks, and where. */
export interface Asker {
  readonly google: Google;
  /** For messages. */
  readonly who: string;
  /** The failure of a call as what the user can do about it. */
  unusable(failure: ApiFailure): Unusable;
}

/** Google as the Application Default Credentials, or the local organization as whom the user says. Throws Unusable. */
export function openAsker(options: ExplainOptions): Asker {
  if (options.google) {
    const who = 'the holder of the Application Default Credentials';
    return { google: connectGoogle({}), who, unusable: (failure) => refused(failure, who) };
  }
  const { as } = options;
  const { google, apiRoot } = localGoogle(options);
  return {
    google,
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
