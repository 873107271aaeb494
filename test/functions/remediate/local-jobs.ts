import type { Resource } from '../../../shared/domain/resource.ts';
import type { LocalApis } from '../../shared/gcp/local-apis.ts';

const WRITERS = ['job-writer', 'account-writer', 'role-granter', 'org-policy-writer'].map(
  (name) => `bailiff-${name}@bailiff-prod.iam.gserviceaccount.com`,
);

/** A job of payments-prod. */
export function job(name: string): Resource {
  return { kind: 'job', project: 'payments-prod', location: 'us-central1', name };
}

/** The job as the organization holds it, with its executions. */
export function recordOf({ organization }: LocalApis, name: string) {
  const record = organization.jobs.get(`projects/payments-prod/locations/us-central1/jobs/${name}`);
  if (record === undefined) throw new Error(`There is no job ${name}.`);
  return record;
}

/** The job's body, to be looked at and changed. */
export function bodyOf(apis: LocalApis, name: string) {
  return recordOf(apis, name).body;
}

interface Entry {
  readonly protoPayload: {
    readonly methodName: string;
    readonly resourceName: string;
    readonly status?: unknown;
    readonly request?: { readonly validateOnly?: boolean };
    readonly authenticationInfo: { readonly principalEmail: string };
  };
}

/** Calls by Bailiff's writers that changed something, oldest first. */
export function writesIn({
  log,
}: LocalApis): readonly { who: string; method: string; what: string }[] {
  return (log.entries as unknown as Entry[])
    .map(({ protoPayload }) => protoPayload)
    .filter(
      ({ authenticationInfo, status, request }) =>
        WRITERS.includes(authenticationInfo.principalEmail) &&
        status === undefined &&
        request?.validateOnly !== true,
    )
    .map(({ authenticationInfo, methodName, resourceName }) => ({
      who: authenticationInfo.principalEmail.replace(/^bailiff-|@.*$/g, ''),
      method: methodName.split('.').at(-1) ?? '',
      what: resourceName,
    }));
}
