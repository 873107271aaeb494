import type { storage_v1 } from 'googleapis/build/src/apis/storage/v1.js';
import { ApiFailure } from './api-failure.ts';
import { read, write } from './call.ts';
import type { Google } from './google.ts';
import type { ObjectAddress } from './object-address.ts';
import { pages } from './pages.ts';
import { path } from './path.ts';
import { rest } from './rest.ts';

/** One version of an object, which never changes: what is written anew has another generation. */
export interface ObjectVersion {
  readonly generation: string;
  /** When it was written, in milliseconds since 1970. Unlike `updated`, no change of metadata moves it. */
  readonly created: number;
  /** When another took its place or it was deleted, in milliseconds since 1970; `undefined` while it is the present one. */
  readonly ended: number | undefined;
  /** Of the content, in bytes. */
  readonly size: number;
}

type Found = storage_v1.Schema$Object;
type List = storage_v1.Schema$Objects;

const API = 'storage.googleapis.com';
const FIELDS = 'generation,timeCreated,timeDeleted,size';
const MOST_PAGES = 10;
// Asked again within seconds, so that whoever waits for the answer does not wait long.
const SHORT_TIMEOUT_MS = 3_000;

/**
 * Objects of Cloud Storage. Needs storage.objects.get and, for earlier versions, storage.objects.list on the bucket.
 * https://cloud.google.com/storage/docs/json_api/v1/objects
 */
export function objects(google: Google) {
  const { json, text } = rest(google, API);
  const at = ({ bucket, object }: ObjectAddress) => path`storage/v1/b/${[bucket]}/o/${[object]}`;
  return {
    /** The version that is there now; asked once. Throws ApiFailure; 404 where there is none. */
    async latest(address: ObjectAddress): Promise<ObjectVersion> {
      const query = { fields: FIELDS };
      const found = await write(API, () =>
        json<Found>({ method: 'GET', path: at(address), query, timeoutMs: SHORT_TIMEOUT_MS }),
      );
      return versionOf(found);
    },

    /**
     * Every version that the bucket keeps, newest first. Throws ApiFailure, also when the bucket has more than 10,000
     * versions of names with this beginning.
     */
    async versions({ bucket, object }: ObjectAddress): Promise<readonly ObjectVersion[]> {
      const fields = `nextPageToken,items(name,${FIELDS})`;
      const query = { prefix: object, versions: true, fields };
      const found: ObjectVersion[] = [];
      let more: string | null | undefined;
      const all = path`storage/v1/b/${[bucket]}/o`;
      const answers = pages(MOST_PAGES, (token) =>
        read(API, () => json<List>({ method: 'GET', path: all, query: { ...query, ...token } })),
      );
      for await (const { items = [], nextPageToken } of answers) {
        found.push(...items.filter(({ name }) => name === object).map(versionOf));
        more = nextPageToken;
      }
      if (more)
        throw unusable(`has too many versions of gs://${bucket}/${object} to list them all`);
      return found.sort((a, b) => b.created - a.created || newer(b, a));
    },

    /** The content of one version, as UTF-8. Throws ApiFailure; 404 when the bucket does not keep it. */
    text(address: ObjectAddress, generation: string): Promise<string> {
      const query = { generation, alt: 'media' };
      return read(API, () => text({ method: 'GET', path: at(address), query }));
    },
  };
}

function versionOf(object: Found): ObjectVersion {
  const { generation, timeCreated, timeDeleted, size } = object;
  const created = Date.parse(timeCreated ?? '');
  if (!generation || Number.isNaN(created))
    throw unusable('did not tell the generation and time of an object');
  const ended = timeDeleted ? Date.parse(timeDeleted) : undefined;
  return { generation, created, ended, size: Number(size ?? 0) };
}

function unusable(what: string): ApiFailure {
  const fields = { status: 500, code: 'INTERNAL', api: API, retryable: false };
  return new ApiFailure(`${API} ${what}.`, fields);
}

/** Generations are whole numbers that grow, too long for a number. */
function newer(a: ObjectVersion, b: ObjectVersion): number {
  return a.generation.length - b.generation.length || (a.generation < b.generation ? -1 : 1);
}
