import { audited } from '../../audit/audited.ts';
import type { Call } from '../../http/call.ts';
import { findAccount } from '../../organization/hierarchy.ts';
import { projectOfCall, shownName } from './lookup.ts';

type Json = Readonly<Record<string, unknown>>;

export interface IamAuditSpec {
  /** Without its prefix: `DisableServiceAccount`. */
  readonly method: string;
  /** The request in the log's snake case, without its type. */
  readonly request?: Json;
  readonly response?: (answer: Json) => Json;
  readonly serviceData?: (answer: Json) => Json;
}

/** Runs a mutating call on the account that the path names, and writes its entry into the account's project's log. */
export function auditedOnAccount<T extends Json>(call: Call, spec: IamAuditSpec, run: () => T): T {
  const key = call.params['account'] ?? '';
  const project = projectOfCall(call);
  // No project of this organization is named, so no log here could hold the entry.
  if (project === undefined) return run();
  const { organization } = call;
  const account = organization.accounts.get(key) ?? findAccount(organization, key);
  const name = account === undefined ? `projects/-/serviceAccounts/${key}` : shownName(account);
  return audited(
    call,
    {
      serviceName: 'iam.googleapis.com',
      methodName: `google.iam.admin.v1.${spec.method}`,
      resourceName: name,
      resource: {
        type: 'service_account',
        labels: {
          email_id: account?.email ?? key,
          project_id: project,
          unique_id: account?.uniqueId ?? '',
        },
      },
      parent: `projects/${project}`,
      request: {
        '@type': `type.googleapis.com/google.iam.admin.v1.${spec.method}Request`,
        name: `projects/${call.params['project'] ?? '-'}/serviceAccounts/${key}`,
        ...spec.request,
      },
      ...(spec.response === undefined ? {} : { response: spec.response }),
      ...(spec.serviceData === undefined ? {} : { serviceData: spec.serviceData }),
    },
    run,
  );
}
