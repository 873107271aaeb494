import { type Route, route } from '../../http/call.ts';
import { findAccount } from '../../organization/hierarchy.ts';
import { currentPolicy } from '../../organization/policies.ts';
import { accountTarget } from '../../organization/targets.ts';
import { policyDelta } from '../allow-policy/delta.ts';
import { SetIamPolicyBody } from '../allow-policy/messages.ts';
import { readPolicy, shownPolicy } from '../allow-policy/read.ts';
import { testPermissions } from '../allow-policy/test-permissions.ts';
import { writePolicy } from '../allow-policy/write.ts';
import { readBody } from '../read-body.ts';
import { auditedOnAccount } from './audit.ts';
import { permittedAccount } from './lookup.ts';

type Json = Readonly<Record<string, unknown>>;

const getPolicy: Route['handle'] = (call) => {
  const account = permittedAccount(call, 'iam.serviceAccounts.getIamPolicy');
  return readPolicy(call, accountTarget(account).name);
};

const setPolicy: Route['handle'] = (call) => {
  const body = readBody(call, SetIamPolicyBody);
  const { organization, params } = call;
  const known = findAccount(organization, params['account'] ?? '');
  const before = known === undefined ? {} : currentPolicy(organization, accountTarget(known).name);
  const spec = {
    method: 'SetIAMPolicy',
    request: {
      '@type': 'type.googleapis.com/google.iam.v1.SetIamPolicyRequest',
      resource: `projects/${params['project']}/serviceAccounts/${params['account']}`,
      policy: body.policy,
    },
    response: (answer: Json) => ({
      '@type': 'type.googleapis.com/google.iam.v1.Policy',
      ...answer,
    }),
    serviceData: (answer: Json) => policyDelta(before, answer),
  };
  return auditedOnAccount(call, spec, () => {
    const account = permittedAccount(call, 'iam.serviceAccounts.setIamPolicy');
    return shownPolicy(writePolicy(organization, accountTarget(account).name, body), 3);
  });
};

const testAccount: Route['handle'] = (call) => {
  const account =
    findAccount(call.organization, call.params['account'] ?? '') ??
    // What does not exist is refused as what may not be seen.
    permittedAccount(call, 'iam.serviceAccounts.getIamPolicy');
  return testPermissions(call, accountTarget(account));
};

const ACCOUNT = '/v1/projects/{project}/serviceAccounts/{account}';

/** Who may use a service account: the allow policies of accounts. */
export const iamPolicyRoutes: readonly Route[] = [
  route('POST', `${ACCOUNT}:getIamPolicy`, getPolicy),
  route('POST', `${ACCOUNT}:setIamPolicy`, setPolicy),
  route('POST', `${ACCOUNT}:testIamPermissions`, testAccount),
];
