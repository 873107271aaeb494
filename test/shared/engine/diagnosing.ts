import type { Diagnosis } from '../../../shared/domain/diagnosis.ts';
import type { Binding } from '../../../shared/domain/iam-policy.ts';
import { parsePrincipal } from '../../../shared/domain/principal.ts';
import {
  type DiagnoseReaders,
  type DiagnoseRequest,
  diagnose,
} from '../../../shared/engine/diagnose.ts';
import type { Google } from '../../../shared/gcp/google.ts';
import { organizationPolicies } from '../../../shared/gcp/org-policy.ts';
import { serviceAccounts } from '../../../shared/gcp/service-accounts.ts';
import { troubleshooter } from '../../../shared/gcp/troubleshooter.ts';
import { type LocalApis, localApis } from '../gcp/local-apis.ts';

export const BATCH_RUNTIME = 'batch-runtime@identity-prod.iam.gserviceaccount.com';
export const AGENT =
  'serviceAccount:service-310000000001@serverless-robot-prod.iam.gserviceaccount.com';
const AT = '2026-05-04T06:00:00Z';

/** The diagnosis of dev's deploy to payments-prod as batch-runtime, unless said otherwise. */
export function diagnoseWith(
  google: Google,
  request: Partial<DiagnoseRequest> = {},
): Promise<Diagnosis> {
  const project = {
    id: 'payments-prod',
    number: '310000000001',
    ancestors: ['folders/200000000001', 'organizations/100000000001'],
  };
  const deployer = parsePrincipal('user:dev@example.com');
  return diagnose(
    { project, account: BATCH_RUNTIME, deployer, ...request },
    diagnoseReaders(google),
    AT,
  );
}

export function diagnoseReaders(google: Google): DiagnoseReaders {
  return {
    accounts: serviceAccounts(google),
    troubleshooter: troubleshooter(google),
    organizationPolicies: organizationPolicies(google),
  };
}

/** The same, as somebody of the local organization asks. */
export function diagnoseAs(
  apis: LocalApis,
  principal: string,
  request: Partial<DiagnoseRequest> = {},
): Promise<Diagnosis> {
  return diagnoseWith(apis.as(principal), request);
}

export const PLACES = ['account', 'project', 'folder', 'organization'] as const;

/** A local organization with bindings on batch-runtime or above it. */
export function organizationWith(
  place: (typeof PLACES)[number],
  bindings: readonly Binding[],
  groups: Readonly<Record<string, string[]>> = {},
): Promise<LocalApis> {
  return localApis((file) => {
    Object.assign(file.groups, groups);
    const identity = file.projects.find(({ id }) => id === 'identity-prod');
    if (identity === undefined) throw new Error('The organization file has no identity-prod.');
    const own: typeof identity.bindings = [];
    identity.accountBindings = { [BATCH_RUNTIME]: own };
    const holders = {
      account: own,
      project: identity.bindings,
      folder: file.folders[0]?.bindings ?? [],
      organization: file.organization.bindings,
    };
    holders[place].push(...(bindings as typeof own));
  });
}
