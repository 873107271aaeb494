import { readFileSync } from 'node:fs';
import { connectGoogle, type Google } from '../shared/gcp/google.ts';
import { type Ask, openAsk } from './ask.ts';
import { localGoogle } from './local-google.ts';
import { Unusable } from './unusable.ts';

export interface CallerOptions {
  /** Where the local organization answers; Google when left out. */
  readonly apiRoot?: string;
  /** Who asks the local organization. */
  readonly as: string;
  readonly accessTokenFile?: string;
}

/**
 * Google as the Application Default Credentials or with the token of a file, or the local organization as whom the user
 * says. Throws Unusable.
 */
export function openCaller(options: CallerOptions): { readonly ask: Ask; readonly google: Google } {
  const { apiRoot, as, accessTokenFile } = options;
  if (apiRoot !== undefined) return asking(localGoogle({ apiRoot, as }).google);
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
