import type { secretmanager_v1 } from 'googleapis/build/src/apis/secretmanager/v1.js';
import { ApiFailure } from './api-failure.ts';
import { read } from './call.ts';
import { crc32c } from './crc32c.ts';
import type { Google } from './google.ts';
import { path } from './path.ts';
import { rest } from './rest.ts';

type Accessed = secretmanager_v1.Schema$AccessSecretVersionResponse;

const API = 'secretmanager.googleapis.com';

/**
 * Secrets of Secret Manager. Needs secretmanager.versions.access on the secret.
 * https://cloud.google.com/secret-manager/docs/reference/rest/v1/projects.secrets.versions/access
 */
export function secrets(google: Google) {
  const { json } = rest(google, API);
  return {
    /**
     * What `projects/P/secrets/S/versions/V` holds, V a number or `latest`, as UTF-8. Throws ApiFailure, which never
     * holds any of it: 404 for none, 400 for a version that is disabled or destroyed, and 500 for what came damaged
     * or is no text.
     */
    access(version: string): Promise<string> {
      return read(API, async () => {
        const answer = await json<Accessed>({ method: 'GET', path: path`v1/${version}:access` });
        return textOf(answer.payload ?? {});
      });
    },
  };
}

function textOf({ data, dataCrc32c }: NonNullable<Accessed['payload']>): string {
  const bytes = Buffer.from(data ?? '', 'base64');
  // Another attempt may get it whole. https://cloud.google.com/secret-manager/docs/data-integrity
  if (dataCrc32c && dataCrc32c !== String(crc32c(bytes)))
    throw unusable('sent a secret that does not match its checksum', true);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unusable('holds a secret that is no UTF-8 text', false);
  }
}

function unusable(what: string, retryable: boolean): ApiFailure {
  const fields = { status: 500, code: 'INTERNAL', api: API, retryable };
  return new ApiFailure(`${API} ${what}.`, fields);
}
