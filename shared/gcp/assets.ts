import type { cloudasset_v1 } from 'googleapis/build/src/apis/cloudasset/v1.js';
import pRetry from 'p-retry';
import { ApiFailure } from './api-failure.ts';
import { read } from './call.ts';
import type { Google } from './google.ts';
import { path } from './path.ts';
import { rest } from './rest.ts';

/** Some of what an inventory holds. */
export interface InventoryPage {
  /** Full resource names, as the inventory writes them. */
  readonly names: readonly string[];
  /** Token of the page that comes next; `undefined` behind the last. */
  readonly next: string | undefined;
}

type Found = cloudasset_v1.Schema$SearchAllResourcesResponse;

const API = 'cloudasset.googleapis.com';
const JOBS = {
  assetTypes: 'run.googleapis.com/Job',
  orderBy: 'name',
  pageSize: 500,
  readMask: 'name',
};
// The quota is counted by the minute, so the waits together are longer than one.
const QUOTA_RETRIES = 6;

/**
 * What Cloud Asset Inventory lists. Needs cloudasset.assets.searchAllResources on the scope.
 * https://cloud.google.com/asset-inventory/docs/reference/rest/v1/TopLevel/searchAllResources
 *
 * @param firstWaitMs how long to wait when the quota is used up (429); each further wait is twice as long.
 */
export function assets(google: Google, firstWaitMs = 1000) {
  const { json } = rest(google, API);
  const patiently = <T>(ask: () => Promise<T>) =>
    pRetry(ask, {
      retries: QUOTA_RETRIES,
      minTimeout: firstWaitMs,
      randomize: true,
      shouldRetry: ({ error }) => error instanceof ApiFailure && error.status === 429,
    });
  return {
    /**
     * All Cloud Run jobs at or below `organizations/N`, by name, in pages of at most 500; from the page of that token
     * on, if one is given. Throws ApiFailure, 400 for a token that is no longer good.
     */
    async *jobs(scope: string, from?: string): AsyncGenerator<InventoryPage> {
      let token = from;
      do {
        const query = { ...JOBS, ...(token === undefined ? {} : { pageToken: token }) };
        const data: Found = await patiently(() =>
          read(API, () =>
            json({ method: 'GET', path: path`v1/${scope}:searchAllResources`, query }),
          ),
        );
        token = data.nextPageToken || undefined;
        yield { names: (data.results ?? []).map(({ name }) => name ?? ''), next: token };
      } while (token !== undefined);
    },
  };
}
