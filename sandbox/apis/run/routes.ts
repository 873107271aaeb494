import { type Call, type Route, route } from '../../http/call.ts';
import { listRegions } from './regions.ts';
import { createJobV1, deleteJobV1, getJobV1, replaceJobV1, runJobV1 } from './v1/jobs.ts';
import { getExecutionV1, listExecutionsV1, listJobsV1 } from './v1/lists.ts';
import { createJobV2, deleteJobV2, getJobV2, runJobV2, updateJobV2 } from './v2/jobs.ts';
import { getExecutionV2, listExecutionsV2, listJobsV2 } from './v2/lists.ts';
import { getOperation } from './v2/operations.ts';

const V1 = '/apis/run.googleapis.com/v1/namespaces/{project}';
const V2 = '/v2/projects/{project}/locations/{location}';

/** Cloud Run's Admin API, v1 as gcloud uses it and v2 as the client libraries do. */
export const runRoutes: readonly Route[] = [
  at('GET', '/v1/projects/{project}/locations', listRegions),
  at('POST', `${V1}/jobs`, createJobV1),
  at('GET', `${V1}/jobs`, listJobsV1),
  at('GET', `${V1}/jobs/{job}`, getJobV1),
  at('PUT', `${V1}/jobs/{job}`, replaceJobV1),
  at('DELETE', `${V1}/jobs/{job}`, deleteJobV1),
  at('POST', `${V1}/jobs/{job}:run`, runJobV1),
  at('GET', `${V1}/executions`, listExecutionsV1),
  at('GET', `${V1}/executions/{execution}`, getExecutionV1),
  at('POST', `${V2}/jobs`, createJobV2),
  at('GET', `${V2}/jobs`, listJobsV2),
  at('GET', `${V2}/jobs/{job}`, getJobV2),
  at('PATCH', `${V2}/jobs/{job}`, updateJobV2),
  at('DELETE', `${V2}/jobs/{job}`, deleteJobV2),
  at('POST', `${V2}/jobs/{job}:run`, runJobV2),
  at('GET', `${V2}/jobs/{job}/executions`, listExecutionsV2),
  at('GET', `${V2}/jobs/{job}/executions/{execution}`, getExecutionV2),
  at('GET', `${V2}/operations/{operation}`, getOperation),
  at('POST', `${V2}/operations/{operation}:wait`, getOperation),
];

// Google's generated types are interfaces, which TypeScript does not take for records.
function at(method: string, template: string, handle: (call: Call) => object): Route {
  return route(method, template, (call) => ({ ...handle(call) }));
}
