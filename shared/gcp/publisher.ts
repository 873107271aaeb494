import type { FunctionMessage, RecheckMessage } from '../domain/message.ts';
import { write } from './call.ts';
import type { Google } from './google.ts';
import { path } from './path.ts';
import { rest } from './rest.ts';

const API = 'pubsub.googleapis.com';

/**
 * Publishes the messages that travel between functions, one at a time. Needs pubsub.topics.publish on the topic.
 * https://cloud.google.com/pubsub/docs/reference/rest/v1/projects.topics/publish
 *
 * @param project id of the project that the topics are in.
 */
export function publisher(google: Google, project: string) {
  const { json } = rest(google, API);
  async function publishText(
    topic: string,
    text: string,
    attributes: Readonly<Record<string, string>>,
  ): Promise<void> {
    const data = Buffer.from(text).toString('base64');
    const body = { messages: [{ data, attributes }] };
    await write(API, () =>
      json({ method: 'POST', path: path`v1/projects/${project}/topics/${topic}:publish`, body }),
    );
  }
  return {
    /** Throws ApiFailure: whoever publishes must then leave its own message unacknowledged. */
    publish: (
      topic: string,
      message: FunctionMessage | RecheckMessage,
      attributes: Readonly<Record<string, string>> = {},
    ): Promise<void> => publishText(topic, JSON.stringify(message), attributes),

    /** What is for nobody of Bailiff's own. Throws ApiFailure. */
    publishText,
  };
}
