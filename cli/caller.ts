import { readFileSync } from 'node:fs';
import { connectGoogle, type Google } from '../shared/gcp/google.ts';
import { type Ask, openAsk } from './ask.ts';
import { Unusable } from './unusable.ts';

export interface CallerOptions {
  /** Where the local organization answers; Google when left out. */
  readonly apiRoot?: string;
  /** Who asks the local organization. */
  readonly as: string;
  readonly accessTokenFile?: string;
}

/**
 * Google as the Application Default Credentials or with the token of a file; or the local organization as whom the user
 * says: only a token of the local organization ever goes to an address that the user names. Throws Unusable.
 */
export function openCaller(options: CallerOptions): { readonly ask: Ask; readonly google: Google } {
  const { apiRoot, as, accessTokenFile } = options;
  if (apiRoot !== undefined) {
    if (!URL.canParse(apiRoot) || !/^https?:$/.test(new URL(apiRoot).protocol))
      throw new Unusable(`--api-root ${apiRoot} is no address. Write http://HOST:PORT.`);
    if (!/^(user|serviceAccount):[a-z0-9._%+-]+@[a-z0-9.-]+$/i.test(as))
      throw new Unusable(`--as ${as} names nobody. Write user:EMAIL or serviceAccount:EMAIL.`);
    const { origin } = new URL(apiRoot);
    return asking(connectGoogle({ apiRoot: origin, accessToken: `sandbox:${as}` }));
  }
  const accessToken = accessTokenFile === undefined ? undefined : tokenIn(accessTokenFile);
  return asking(connectGoogle({ accessToken }));
}

function asking(google: Google) {
  return { ask: openAsk(google), google };
}

function tokenIn(file: string): string {
  let token: string;
  try {
    token = readFileSync(file, 'utf8').trim();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Unusable(`--access-token-file ${file} cannot be read (${why}).`, { cause });
  }
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new Unusable(
    `--access-token-file ${file} holds no access token. Write one with: gcloud auth print-access-token > ${file}`,
  );
}
