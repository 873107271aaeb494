import type { HttpFunction, Request, Response } from '@google-cloud/functions-framework';
import type { Log } from '../log.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { CallerCheck } from './caller.ts';
import { type Push, readPush } from './push.ts';
import { inTrace, traceOf } from './trace.ts';

export interface PushEndpoint {
  /** The function's name, for its log. */
  readonly name: string;
  readonly log: Log;
  /** Who may push; everyone when left out. */
  readonly caller?: CallerCheck | undefined;
  /** Measures each push that is handled; sends before it is answered, since Cloud Run gives no time after that. */
  readonly telemetry?: Telemetry | undefined;
  /** `log` is for this one push: its lines carry the message's id and trace. What it throws is delivered again. */
  readonly handle: (push: Push, log: Log) => Promise<void>;
}

/**
 * An HTTP function that Pub/Sub pushes to: 204 acknowledges, 400 names what is wrong with the envelope, 401 and
 * 403 what is wrong with the caller, 503 asks for another delivery. An answer says nothing of what went wrong inside.
 * https://cloud.google.com/pubsub/docs/push#receive_push
 */
export function pushEndpoint(options: PushEndpoint): HttpFunction {
  const { name, log, caller, telemetry, handle } = options;
  return async (request: Request, response: Response) => {
    if (request.method !== 'POST') {
      response.set('Allow', 'POST');
      return answer(response, 405, 'Send a Pub/Sub push as a POST request.');
    }
    const trace = traceOf(request.headers);
    const refuse = (status: number, why: string) => {
      log.with({}, trace).warn(`${name} refused a push: ${why}`, { result: 'refused' });
      return answer(response, status, why);
    };
    try {
      const refusal = await refusalOf(request, caller);
      if (refusal !== undefined) return refuse(refusal.status, refusal.why);
    } catch (error) {
      const sentence = `${name} could not learn who pushes; Pub/Sub will deliver it again.`;
      log.with({}, trace).error(sentence, { result: 'redelivery', error });
      return answer(response, 503, 'Try again.');
    }
    const reading = readPush(request.body, request.headers);
    if (!reading.ok) return refuse(400, reading.why);
    const { push } = reading;
    const { messageId, deliveryAttempt, attributes } = push;
    const published = traceOf(request.headers, attributes);
    const own = log.with({ messageId, deliveryAttempt }, published);
    const began = performance.now();
    let handled = true;
    try {
      await inTrace(published, () => handle(push, own));
    } catch (error) {
      handled = false;
      own.error(`${name} could not handle the message; Pub/Sub will deliver it again.`, {
        result: 'redelivery',
        error,
      });
    }
    telemetry?.handled((performance.now() - began) / 1000);
    await telemetry?.flush();
    if (!handled) return answer(response, 503, 'Try again.');
    response.status(204).end();
  };
}

const TWOFOLD = { status: 403, why: 'It says more than once who pushes.' } as const;

/**
 * Where X-Serverless-Authorization is there, Cloud Run has checked it in place of the other, which then proves nothing; of
 * two headers of one name Node keeps the first, and nobody knows which was checked. Pub/Sub sends one.
 */
async function refusalOf({ rawHeaders, headers }: Request, caller: CallerCheck | undefined) {
  if (caller === undefined) return undefined;
  const names = rawHeaders.filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase());
  const telling = names.filter((name) => /^(?:x-serverless-)?authorization$/.test(name));
  return telling.length > 1 ? TWOFOLD : caller(headers.authorization);
}

function answer(response: Response, status: number, sentence: string): void {
  response.status(status).type('text/plain').send(`${sentence}\n`);
}
