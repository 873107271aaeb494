import type { HttpFunction } from '@google-cloud/functions-framework';
import { openLog } from '../log.ts';

/**
 * A function that is made at its first request, so that importing it needs no environment. While it cannot be made
 * it answers 503, and the log says why.
 */
export function lazily(name: string, make: () => Promise<HttpFunction>): HttpFunction {
  let making: Promise<HttpFunction> | undefined;
  return async (request, response) => {
    let made: HttpFunction;
    try {
      making ??= make();
      made = await making;
    } catch (error) {
      making = undefined;
      const log = openLog({ name, level: 'error' });
      log.error(`${name} cannot start as its environment is.`, { result: 'redelivery', error });
      response.status(503).type('text/plain').send('Try again.\n');
      return undefined;
    }
    return made(request, response);
  };
}
