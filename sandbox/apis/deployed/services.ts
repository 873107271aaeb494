import { type Route, route } from '../../http/call.ts';
import { readPolicy } from '../allow-policy/read.ts';
import { type Part, partName, readPart } from './read.ts';

const PATH = '/v2/projects/{project}/locations/{location}/services/{service}';

function part(call: Parameters<Route['handle']>[0], verb: string): Part {
  const { location, service } = call.params;
  return {
    name: partName(call, `locations/${location}/services/${service}`),
    service: 'run.googleapis.com',
    permission: `run.services.${verb}`,
  };
}

/** https://cloud.google.com/run/docs/reference/rest/v2/projects.locations.services */
export const serviceRoutes: readonly Route[] = [
  route('GET', PATH, (call) => readPart(call, part(call, 'get')), 'run'),
  route(
    'GET',
    `${PATH}:getIamPolicy`,
    (call) => {
      const wanted = part(call, 'getIamPolicy');
      readPart(call, wanted);
      return readPolicy(call, wanted.name);
    },
    'run',
  ),
];
