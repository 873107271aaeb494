import { ApiError } from '../../http/api-error.ts';
import { type Route, route } from '../../http/call.ts';
import { permit } from '../../http/permit.ts';
import { nodeTarget } from '../../organization/targets.ts';

/** https://cloud.google.com/logging/docs/reference/v2/rest/v2/organizations.sinks/get */
export const sinkRoutes: readonly Route[] = [
  route(
    'GET',
    '/v2/organizations/{organization}/sinks/{sink}',
    (call) => {
      const { organization = '', sink = '' } = call.params;
      const name = `organizations/${organization}/sinks/${sink}`;
      permit(call, 'logging.sinks.get', nodeTarget('organizations', organization), {
        shownAs: name,
        domain: 'logging.googleapis.com',
      });
      const found = call.organization.deployed.get(name);
      if (found !== undefined) return found;
      throw new ApiError('NOT_FOUND', `Sink ${sink} does not exist`);
    },
    'logging',
  ),
];
