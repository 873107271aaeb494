import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { audited } from '../audit/audited.ts';
import { ApiError, errorInfo } from '../http/api-error.ts';
import { type Call, type Route, route } from '../http/call.ts';
import { permit } from '../http/permit.ts';
import { findProject } from '../organization/hierarchy.ts';
import { enableService } from '../organization/service-agent.ts';
import type { Project } from '../organization/state.ts';
import { nodeTarget } from '../organization/targets.ts';
import { pageRequest, takePage } from './page.ts';
import { readBody } from './read-body.ts';

type Json = Readonly<Record<string, unknown>>;

const NoBody = z.strictObject({});
const BatchBody = z.strictObject({ serviceIds: z.array(z.string()).default([]) });

const getService: Route['handle'] = (call) => {
  const project = permittedProject(
    call,
    'serviceusage.services.get',
    `get service [${call.params['service']}]`,
  );
  return serviceView(project, knownService(call.params['service'] ?? ''));
};

const listServices: Route['handle'] = (call) => {
  const project = permittedProject(call, 'serviceusage.services.list', 'list services');
  const filter = call.query.get('filter') ?? '';
  if (!['', 'state:ENABLED'].includes(filter))
    throw new ApiError(
      'INVALID_ARGUMENT',
      'The local organization lists only enabled services: leave the filter out or say state:ENABLED.',
    );
  const names = [...project.services].sort();
  const { items, ...next } = takePage(names, String, pageRequest(call.query, 50, 200));
  return { services: items.map((service) => serviceView(project, service)), ...next };
};

const enableOne: Route['handle'] = (call) => {
  readBody(call, NoBody);
  const service = call.params['service'] ?? '';
  return enabling(call, 'EnableService', [service], (project) => ({
    '@type': 'type.googleapis.com/google.api.serviceusage.v1.EnableServiceResponse',
    service: serviceView(project, service),
  }));
};

const batchEnable: Route['handle'] = (call) => {
  const { serviceIds } = readBody(call, BatchBody);
  return enabling(call, 'BatchEnableServices', serviceIds, (project) => ({
    '@type': 'type.googleapis.com/google.api.serviceusage.v1.BatchEnableServicesResponse',
    services: serviceIds.map((service) => serviceView(project, service)),
  }));
};

/** Enables the services and answers an operation that is done already. */
function enabling(
  call: Call,
  method: string,
  services: readonly string[],
  response: (project: Project) => Json,
): Json {
  const run = () => {
    const project = permittedProject(
      call,
      'serviceusage.services.enable',
      `enable service [${services.join(', ')}]`,
    );
    const idle = services.every((service) => project.services.has(knownService(service)));
    for (const service of services) enableService(call.organization, project, service);
    // Google answers one and the same operation when there is nothing to do.
    const id = idle ? 'noop.DONE_OPERATION' : `acf.p2-${project.number}-${randomUUID()}`;
    const operation = { name: `operations/${id}`, done: true, response: response(project) };
    call.organization.operations.set(operation.name, operation);
    return operation;
  };
  const project = findProject(call.organization, call.params['project'] ?? '')?.id;
  if (project === undefined) return run();
  const resourceName = `projects/${project}/services/${services.length === 1 ? services[0] : '-'}`;
  const methodName = `google.api.serviceusage.v1.ServiceUsage.${method}`;
  const service = 'serviceusage.googleapis.com';
  const labels = { project_id: project, service, method: methodName };
  const resource = { type: 'audited_resource', labels };
  const spec = {
    serviceName: service,
    methodName,
    resourceName,
    resource,
    parent: `projects/${project}`,
  };
  return audited(call, spec, run);
}

function permittedProject(call: Call, permission: string, what: string): Project {
  const asked = call.params['project'] ?? '';
  permit(call, permission, nodeTarget('projects', asked), {
    domain: 'serviceusage.googleapis.com',
    text: `Permission denied to ${what}`,
  });
  const project = findProject(call.organization, asked);
  if (project === undefined) throw new Error(`Permitted to use ${asked}, which does not exist.`);
  return project;
}

function knownService(service: string): string {
  if (/^[a-z][a-z0-9-]*\.googleapis\.com$/.test(service)) return service;
  const reason = 'SERVICE_CONFIG_NOT_FOUND_OR_PERMISSION_DENIED';
  throw new ApiError(
    'PERMISSION_DENIED',
    `Not found or permission denied for service(s): ${service}.`,
    [errorInfo(reason, 'serviceusage.googleapis.com', { services: service })],
  );
}

function serviceView(project: Project, service: string): Json {
  return {
    name: `projects/${project.number}/services/${service}`,
    config: { name: service },
    state: project.services.has(service) ? 'ENABLED' : 'DISABLED',
    parent: `projects/${project.number}`,
  };
}

const SERVICES = '/v1/projects/{project}/services';

/** Which APIs a project has switched on: https://cloud.google.com/service-usage/docs/reference/rest/v1/services */
export const serviceUsageRoutes: readonly Route[] = [
  route('GET', SERVICES, listServices),
  route('GET', `${SERVICES}/{service}`, getService),
  route('POST', `${SERVICES}/{service}:enable`, enableOne),
  route('POST', `${SERVICES}:batchEnable`, batchEnable),
];
