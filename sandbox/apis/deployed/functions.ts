import { type Route, route } from '../../http/call.ts';
import { partName, readPart } from './read.ts';

/** https://cloud.google.com/functions/docs/reference/rest/v2/projects.locations.functions/get */
export const functionRoutes: readonly Route[] = [
  route(
    'GET',
    '/v2/projects/{project}/locations/{location}/functions/{function}',
    (call) =>
      readPart(call, {
        name: partName(
          call,
          `locations/${call.params['location']}/functions/${call.params['function']}`,
        ),
        service: 'cloudfunctions.googleapis.com',
        permission: 'cloudfunctions.functions.get',
      }),
    'cloudfunctions',
  ),
];
