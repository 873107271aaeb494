import { type Route, route } from '../../http/call.ts';
import { permittedAccount } from './lookup.ts';

const listKeys: Route['handle'] = (call) => {
  const { project, email } = permittedAccount(call, 'iam.serviceAccountKeys.list');
  const under = `projects/${project}/serviceAccounts/${email}/keys/`;
  const keys = [...call.organization.deployed]
    .filter(([name]) => name.startsWith(under))
    .map(([, key]) => key);
  return keys.length > 0 ? { keys } : {};
};

/** Keys that people made; Google's own are left out. https://cloud.google.com/iam/docs/reference/rest/v1/projects.serviceAccounts.keys/list */
export const iamKeyRoutes: readonly Route[] = [
  route('GET', '/v1/projects/{project}/serviceAccounts/{account}/keys', listKeys),
];
