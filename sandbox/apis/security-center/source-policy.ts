import { type Route, route } from '../../http/call.ts';
import { readPolicy } from '../allow-policy/read.ts';
import { permittedSource } from './source.ts';

/** https://cloud.google.com/security-command-center/docs/reference/rest/v2/organizations.sources/getIamPolicy */
export const sourcePolicyRoutes: readonly Route[] = [
  route('POST', '/v2/organizations/{organization}/sources/{source}:getIamPolicy', (call) =>
    readPolicy(call, permittedSource(call, 'securitycenter.sources.getIamPolicy')),
  ),
];
