import { Agent, type ClientRequest, request as httpRequest } from 'node:http';

type PushAnswer =
  | { readonly kind: 'acknowledged' }
  /** `because` says what came instead of a 2xx, e.g. `answered 500`. */
  | { readonly kind: 'failed'; readonly because: string };

/** Sends push bodies over HTTP. */
export interface Pusher {
  /** Never rejects. */
  push(url: string, body: string): Promise<PushAnswer>;
  /** Breaks off what is under way, and lets go of every connection. */
  close(): void;
}

/** @param ackDeadlineMilliseconds how long the whole answer may take. */
export function createPusher(ackDeadlineMilliseconds: number): Pusher {
  const agent = new Agent({ keepAlive: true });
  const underWay = new Set<ClientRequest>();

  return {
    push(url, body) {
      return new Promise((resolve) => {
        const headers = {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
        };
        const request = httpRequest(url, { method: 'POST', agent, headers });
        let late = false;
        const deadline = setTimeout(() => {
          late = true;
          request.destroy(new Error('the deadline has passed'));
        }, ackDeadlineMilliseconds);
        underWay.add(request);
        const end = (answer: PushAnswer): void => {
          clearTimeout(deadline);
          underWay.delete(request);
          resolve(answer);
        };
        const fail = (error: Error): void =>
          end({
            kind: 'failed',
            because: late
              ? `did not answer within ${ackDeadlineMilliseconds} ms`
              : `could not be reached (${codeOf(error)})`,
          });
        request.on('error', fail);
        // Whatever else may happen to a connection, the promise must not stay open.
        request.on('close', () => fail(new Error('the connection was closed')));
        request.on('response', (response) => {
          response.on('error', fail);
          response.on('end', () => end(answerOf(response.statusCode ?? 0)));
          response.resume();
        });
        request.end(body);
      });
    },
    close() {
      for (const request of underWay) request.destroy(new Error('the queue has stopped'));
      agent.destroy();
    },
  };
}

function answerOf(status: number): PushAnswer {
  return status >= 200 && status < 300
    ? { kind: 'acknowledged' }
    : { kind: 'failed', because: `answered ${status}` };
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
