import type { iam_v1 } from 'googleapis/build/src/apis/iam/v1.js';
import { read, unless } from './call.ts';
import type { Google } from './google.ts';
import { path } from './path.ts';
import { rest } from './rest.ts';

const API = 'iam.googleapis.com';
const KEPT_MS = 10 * 60 * 1000;
const MOST_KEPT = 500;

/**
 * What roles contain, remembered for ten minutes. Needs iam.roles.get for custom roles; anyone may read Google's
 * own. https://cloud.google.com/iam/docs/reference/rest/v1/roles
 *
 * @param now milliseconds since 1970.
 */
export function roles(google: Google, now: () => number = () => Date.now()) {
  const { json } = rest(google, API);
  const kept = new Map<
    string,
    { readonly until: number; readonly permissions: readonly string[] }
  >();
  return {
    /**
     * Permissions of `roles/R`, `projects/P/roles/R` or `organizations/N/roles/R`; `undefined` for a role that is
     * not there, or that was deleted or disabled: it grants nothing today and may grant anything tomorrow. Throws
     * ApiFailure.
     */
    async permissions(role: string): Promise<readonly string[] | undefined> {
      const known = kept.get(role);
      if (known !== undefined && now() < known.until) return known.permissions;
      const answer = await unless(
        [404],
        read(API, () => json<iam_v1.Schema$Role>({ method: 'GET', path: path`v1/${role}` })),
      );
      const { deleted, stage, includedPermissions } = answer ?? { deleted: true };
      if (deleted || stage === 'DISABLED') return undefined;
      const permissions = includedPermissions ?? [];
      if (kept.size >= MOST_KEPT) kept.clear();
      kept.set(role, { until: now() + KEPT_MS, permissions });
      return permissions;
    },
  };
}
