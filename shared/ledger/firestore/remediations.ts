import type { Remediation } from '../journal.ts';
import type { Ledger } from '../ledger.ts';
import { type Collections, type Ref, ref } from './collections.ts';
import { readableId } from './document-id.ts';
import type { Store } from './store.ts';

const MOST = 100;
const NEWEST = {
  orderBy: [
    ['started', 'DESCENDING'],
    ['decision', 'ASCENDING'],
  ],
  limit: MOST,
} as const;

export function remediationsIn(store: Store): Pick<Ledger, 'remediationsOf' | 'remediationsOn'> {
  return {
    remediationsOf: async (resource) => {
      const where = [['resource', 'EQUAL', resource]] as const;
      return (await store.list('remediations', { where, ...NEWEST })).map(remediationOf);
    },

    remediationsOn: async (target) => {
      const where = [['targets', 'ARRAY_CONTAINS', target]] as const;
      return (await store.list('remediations', { where, ...NEWEST })).map(remediationOf);
    },
  };
}

export function remediationRef(decision: string): Ref<'remediations'> {
  return ref('remediations', readableId(decision));
}

/** Of the decision that holds the resource. */
export function lockRef(resource: string): Ref<'locks'> {
  return ref('locks', readableId(resource));
}

export function remediationOf({ body }: Pick<Collections['remediations'], 'body'>): Remediation {
  const { decision, finding, resource, started, plan, steps, outcome } = JSON.parse(body);
  return { decision, finding, resource, started, plan, steps, outcome };
}

/** With the remediation as it stands now; `concluded` is when its outcome was recorded. */
export function withBody(
  fields: Collections['remediations'],
  remediation: Remediation,
  concluded?: string,
): Collections['remediations'] {
  return { ...fields, body: JSON.stringify({ ...remediation, concluded }) };
}
