import { ApiError, errorInfo } from '../http/api-error.ts';
import { type Call, type Route, route } from '../http/call.ts';
import { findProject } from '../organization/hierarchy.ts';
import type { NewMessage } from './message.ts';
import { publishRequest } from './publish-request.ts';
import { isTopic, type Topic } from './topic.ts';

export interface PublishApiOptions {
  /** The project that the topics are in. */
  readonly project: string;
  /** Who holds pubsub.topics.publish on a topic, as `serviceAccount:…`; nobody where it is left out. */
  readonly publishers: Readonly<Partial<Record<Topic, readonly string[]>>>;
  /** Answers the id. */
  readonly publish: (topic: Topic, message: NewMessage) => string | Promise<string>;
}

/** https://cloud.google.com/pubsub/docs/reference/rest/v1/projects.topics/publish */
export function publishRoutes(options: PublishApiOptions): readonly Route[] {
  return [
    route(
      'POST',
      '/v1/projects/{project}/topics/{topic}:publish',
      (call) => answer(options, call),
      'pubsub',
    ),
  ];
}

async function answer(
  options: PublishApiOptions,
  call: Call,
): Promise<Readonly<Record<string, unknown>>> {
  const { project = '', topic = '' } = call.params;
  const known = findProject(call.organization, project)?.id === options.project && isTopic(topic);
  if (!known)
    throw new ApiError('NOT_FOUND', `Resource not found (resource=${topic}).`, [
      {
        '@type': 'type.googleapis.com/google.rpc.ResourceInfo',
        resourceName: call.path.slice(4, -8),
      },
    ]);
  if (!options.publishers[topic]?.includes(call.principal))
    throw new ApiError('PERMISSION_DENIED', 'User not authorized to perform this action.', [
      errorInfo('IAM_PERMISSION_DENIED', 'pubsub.googleapis.com', {
        permission: 'pubsub.topics.publish',
        resource: `projects/${options.project}/topics/${topic}`,
      }),
    ]);
  const messages = publishRequest(call.body);
  try {
    const ids = messages.map((message) => options.publish(topic, message));
    return { messageIds: await Promise.all(ids) };
  } catch {
    throw new ApiError('UNAVAILABLE', 'The service was unable to fulfill your request.');
  }
}
