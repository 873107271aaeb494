import { randomBytes } from 'node:crypto';
import { audited } from '../../audit/audited.ts';
import { ApiError } from '../../http/api-error.ts';
import type { Call, Route } from '../../http/call.ts';
import { lineage } from '../../organization/hierarchy.ts';
import { type Attachment, denyPolicyName } from './attachment.ts';

type Json = Readonly<Record<string, unknown>>;

const TYPE = 'type.googleapis.com/google.iam.v2';

/**
 * Runs a change of a deny policy as a long-running operation: the first answer is not done, whoever asks again finds
 * it so. Writes the change's entry into the log of what the policy is attached to.
 */
export function denyOperation(
  call: Call,
  at: Attachment,
  change: {
    readonly method: 'CreatePolicy' | 'UpdatePolicy' | 'DeletePolicy';
    readonly policy: string;
    readonly request: Json;
  },
  run: () => Json,
): Json {
  const { organization } = call;
  const begin = () => {
    const response = { '@type': `${TYPE}.Policy`, ...run() };
    const id = randomBytes(8).toString('hex');
    const name = `${denyPolicyName(organization, at.name, change.policy)}/operations/${id}`;
    const createTime = new Date(organization.now()).toISOString();
    const metadata = { '@type': `${TYPE}.PolicyOperationMetadata`, createTime };
    organization.operations.set(name, { name, metadata, done: true, response });
    return { name, metadata };
  };
  // Outside this organization there is no log that could hold the entry.
  if (lineage(organization, at.name).length === 0) return begin();
  const finished = ({ name }: Json) =>
    organization.operations.get(String(name))?.['response'] as Json;
  const methodName = `google.iam.v2.Policies.${change.method}`;
  const service = 'iam.googleapis.com';
  const spec = {
    serviceName: service,
    methodName,
    resourceName: denyPolicyName(organization, at.name, change.policy),
    resource: {
      type: 'audited_resource',
      labels: { service, method: methodName, ...projectLabel(at) },
    },
    parent: at.name,
    request: { '@type': `${TYPE}.${change.method}Request`, ...change.request },
    response: () => ({ '@type': 'type.googleapis.com/google.longrunning.Operation' }),
    operation: ({ name }: Json) => ({ id: name, producer: service, first: true }),
    ...(organization.settings.delivery.operationPairs ? { finished } : {}),
  };
  return audited(call, spec, begin);
}

/** The state of such an operation; its name is a secret of those who were told it. */
export const getDenyOperation: Route['handle'] = ({ organization, params, path }) => {
  const tail = `/denypolicies/${params['policy']}/operations/${params['operation']}`;
  const found = [...organization.operations].find(([name]) => name.endsWith(tail));
  if (found === undefined)
    throw new ApiError('NOT_FOUND', `The operation ${path.replace('/v2/', '')} was not found.`);
  return found[1];
};

function projectLabel({ collection, name }: Attachment) {
  return collection === 'projects' ? { project_id: name.slice('projects/'.length) } : {};
}
