import { type Route, route } from '../../http/call.ts';
import { readPolicy } from '../allow-policy/read.ts';
import { partName, permitPart, readPart } from './read.ts';

const SERVICE = 'pubsub.googleapis.com';

function reading(kind: 'topics' | 'subscriptions'): readonly Route[] {
  const path = `/v1/projects/{project}/${kind}/{id}`;
  const part = (call: Parameters<Route['handle']>[0], verb: string) => ({
    name: partName(call, `${kind}/${call.params['id']}`),
    service: SERVICE,
    permission: `pubsub.${kind}.${verb}`,
  });
  return [
    route('GET', path, (call) => readPart(call, part(call, 'get')), 'pubsub'),
    route(
      'GET',
      `${path}:getIamPolicy`,
      (call) => {
        const { name, ...rest } = part(call, 'getIamPolicy');
        permitPart(call, { name, ...rest });
        return readPolicy(call, name);
      },
      'pubsub',
    ),
  ];
}

/** Reading topics and subscriptions: https://cloud.google.com/pubsub/docs/reference/rest/v1/projects.subscriptions */
export const pubsubRoutes: readonly Route[] = [...reading('topics'), ...reading('subscriptions')];
