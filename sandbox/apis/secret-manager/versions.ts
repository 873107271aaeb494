import { z } from 'zod';
import { crc32c } from '../../../shared/gcp/crc32c.ts';
import { ApiError } from '../../http/api-error.ts';
import { type Route, route } from '../../http/call.ts';
import { addSecretVersion, setVersionState } from '../../organization/secrets.ts';
import type { SecretVersion } from '../../organization/state.ts';
import { pageRequest, takePage } from '../page.ts';
import { integer, readBody } from '../read-body.ts';
import { permittedSecret, permittedVersion } from './lookup.ts';

const MOST_BYTES = 65_536;
const AddBody = z.strictObject({
  payload: z
    .strictObject({ data: z.string().default(''), dataCrc32c: integer.optional() })
    .prefault({}),
});
const ChangeBody = z.strictObject({ etag: z.string().optional() });

const addVersion: Route['handle'] = (call) => {
  const { data, dataCrc32c } = readBody(call, AddBody).payload;
  const { key, shown } = permittedSecret(call, 'secretmanager.versions.add');
  const bytes = Buffer.from(data, 'base64');
  if (bytes.length > MOST_BYTES)
    throw new ApiError('INVALID_ARGUMENT', 'The payload size must be 65536 bytes or less.');
  if (dataCrc32c !== undefined && dataCrc32c !== crc32c(bytes))
    throw new ApiError('INVALID_ARGUMENT', 'The payload data does not match data_crc32c.');
  const number = addSecretVersion(call.organization, key, bytes);
  const version = call.organization.secrets.get(key)?.versions[number - 1];
  return version === undefined ? {} : versionView(shown, number, version);
};

const accessVersion: Route['handle'] = (call) => {
  const { shown, number, version } = permittedVersion(call, 'secretmanager.versions.access');
  const name = `${shown}/versions/${number}`;
  const { payload, state } = version;
  if (state !== 'ENABLED' || payload === undefined)
    throw new ApiError('FAILED_PRECONDITION', `Secret Version [${name}] is in ${state} state.`);
  const data = Buffer.from(payload).toString('base64');
  return { name, payload: { data, dataCrc32c: String(crc32c(payload)) } };
};

const getVersion: Route['handle'] = (call) => {
  const { shown, number, version } = permittedVersion(call, 'secretmanager.versions.get');
  return versionView(shown, number, version);
};

const listVersions: Route['handle'] = (call) => {
  const { shown, secret } = permittedSecret(call, 'secretmanager.versions.list');
  const all = secret.versions.map((version, index) => ({ version, number: index + 1 })).reverse();
  const request = pageRequest(call.query, 25_000, 25_000);
  const { items, ...next } = takePage(all, ({ number }) => `${number}`, request);
  const versions = items.map(({ version, number }) => versionView(shown, number, version));
  return { ...(items.length > 0 ? { versions } : {}), ...next, totalSize: all.length };
};

function changing(verb: string, state: SecretVersion['state']): Route['handle'] {
  return (call) => {
    readBody(call, ChangeBody);
    const found = permittedVersion(call, `secretmanager.versions.${verb}`);
    const { key, shown, number } = found;
    if (found.version.state === 'DESTROYED')
      throw new ApiError(
        'FAILED_PRECONDITION',
        `Secret Version [${shown}/versions/${number}] is already destroyed.`,
      );
    setVersionState(call.organization, key, number, state);
    return versionView(shown, number, { ...found.version, state });
  };
}

function versionView(shown: string, number: number, { state, created }: SecretVersion) {
  return {
    name: `${shown}/versions/${number}`,
    createTime: new Date(created).toISOString(),
    state,
    replicationStatus: { automatic: {} },
  };
}

const SECRET = '/v1/projects/{project}/secrets/{secret}';
const VERSION = `${SECRET}/versions/{version}`;

/** https://cloud.google.com/secret-manager/docs/reference/rest/v1/projects.secrets.versions */
export const secretVersionRoutes: readonly Route[] = [
  route('POST', `${SECRET}:addVersion`, addVersion),
  route('GET', `${SECRET}/versions`, listVersions),
  route('GET', VERSION, getVersion),
  route('GET', `${VERSION}:access`, accessVersion),
  route('POST', `${VERSION}:disable`, changing('disable', 'DISABLED')),
  route('POST', `${VERSION}:enable`, changing('enable', 'ENABLED')),
  route('POST', `${VERSION}:destroy`, changing('destroy', 'DESTROYED')),
];
