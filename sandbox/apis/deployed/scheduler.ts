import { type Route, route } from '../../http/call.ts';
import { partName, readPart } from './read.ts';

/** https://cloud.google.com/scheduler/docs/reference/rest/v1/projects.locations.jobs/get */
export const schedulerRoutes: readonly Route[] = [
  route(
    'GET',
    '/v1/projects/{project}/locations/{location}/jobs/{job}',
    (call) =>
      readPart(call, {
        name: partName(call, `locations/${call.params['location']}/jobs/${call.params['job']}`),
        service: 'cloudscheduler.googleapis.com',
        permission: 'cloudscheduler.jobs.get',
      }),
    'cloudscheduler',
  ),
];
