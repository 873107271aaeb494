import { audited } from '../../audit/audited.ts';
import { type Route, route } from '../../http/call.ts';
import { permit } from '../../http/permit.ts';
import { lineage } from '../../organization/hierarchy.ts';
import { currentPolicy } from '../../organization/policies.ts';
import { type NodeCollection, nodeTarget } from '../../organization/targets.ts';
import { policyDelta } from '../allow-policy/delta.ts';
import { SetIamPolicyBody } from '../allow-policy/messages.ts';
import { readPolicy, shownPolicy } from '../allow-policy/read.ts';
import { testPermissions } from '../allow-policy/test-permissions.ts';
import { writePolicy } from '../allow-policy/write.ts';
import { readBody } from '../read-body.ts';
import { nodeName, nodeResource } from './nodes.ts';

/** What Resource Manager says whether a thing is missing or only hidden. */
export const NO_PERMISSION = 'The caller does not have permission';

const SERVICE = 'cloudresourcemanager.googleapis.com';
const METHOD_PREFIX = {
  projects: 'google.cloud.resourcemanager.v3.Projects.',
  folders: 'google.cloud.resourcemanager.v3.Folders.',
  organizations: 'google.cloud.resourcemanager.v3.Organizations.',
} as const;

function getPolicy(collection: NodeCollection, id: string): Route['handle'] {
  return (call) => {
    const target = nodeTarget(collection, call.params[id] ?? '');
    const permission = `resourcemanager.${collection}.getIamPolicy`;
    permit(call, permission, target, { text: NO_PERMISSION });
    return readPolicy(call, nodeName(call.organization, collection, call.params[id] ?? ''));
  };
}

function setPolicy(version: string, collection: NodeCollection, id: string): Route['handle'] {
  const methodName = `${version === 'v3' ? METHOD_PREFIX[collection] : ''}SetIamPolicy`;
  return (call) => {
    const body = readBody(call, SetIamPolicyBody);
    const { organization } = call;
    const name = nodeName(organization, collection, call.params[id] ?? '');
    const before = currentPolicy(organization, name);
    const run = () => {
      permit(
        call,
        `resourcemanager.${collection}.setIamPolicy`,
        nodeTarget(collection, call.params[id] ?? ''),
        {
          shownAs: name,
          text: 'Policy update access denied.',
        },
      );
      return shownPolicy(writePolicy(organization, name, body), 3);
    };
    // Outside this organization there is no log that could hold the entry.
    if (lineage(organization, name).length === 0) return run();
    return audited(
      call,
      {
        serviceName: SERVICE,
        methodName,
        resourceName: name,
        resource: nodeResource(name),
        parent: name,
        request: {
          '@type': 'type.googleapis.com/google.iam.v1.SetIamPolicyRequest',
          resource: version === 'v1' ? name.replace(/^projects\//, '') : name,
          policy: body.policy,
        },
        response: (answer) => ({ '@type': 'type.googleapis.com/google.iam.v1.Policy', ...answer }),
        serviceData: (answer) => policyDelta(before, answer),
      },
      run,
    );
  };
}

function policyRoutes(version: string, collection: NodeCollection): readonly Route[] {
  const id = collection.slice(0, -1);
  const path = `/${version}/${collection}/{${id}}`;
  return [
    route('POST', `${path}:getIamPolicy`, getPolicy(collection, id)),
    route('POST', `${path}:setIamPolicy`, setPolicy(version, collection, id)),
    route('POST', `${path}:testIamPermissions`, (call) =>
      testPermissions(call, nodeTarget(collection, call.params[id] ?? '')),
    ),
  ];
}

/** Allow policies of projects, folders and the organization, in every version of the API that has them. */
export const resourceManagerPolicyRoutes: readonly Route[] = [
  ...policyRoutes('v1', 'projects'),
  ...policyRoutes('v1', 'organizations'),
  ...policyRoutes('v2', 'folders'),
  ...policyRoutes('v3', 'projects'),
  ...policyRoutes('v3', 'folders'),
  ...policyRoutes('v3', 'organizations'),
];
