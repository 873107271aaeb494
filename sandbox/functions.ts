import type { Server } from 'node:http';
import { type HttpFunction, http } from '@google-cloud/functions-framework';
import { getTestServer } from '@google-cloud/functions-framework/testing';
import { PUSHED, type Pushed } from './delivery/topic.ts';
import { listen } from './listen.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Makes a function of its environment, as each functions/NAME/index.ts exports it. */
export type Wire = (env: Environment) => HttpFunction | Promise<HttpFunction>;

export interface RunningFunctions {
  /** Where each answers pushes. */
  readonly urls: Readonly<Record<Pushed, string>>;
  close(): Promise<void>;
}

/**
 * Starts the functions behind the functions-framework, each on a loopback port of its own. getTestServer returns what
 * the framework's command line serves in production. https://github.com/GoogleCloudPlatform/functions-framework-nodejs
 */
export async function startFunctions(
  wires: Readonly<Record<Pushed, Wire>>,
  environmentOf: (name: Pushed) => Environment,
): Promise<RunningFunctions> {
  const running = await Promise.allSettled(
    PUSHED.map(async (name) => {
      // The framework keeps one registry a process, so that another local organization may overwrite the name next.
      http(name, await wires[name](environmentOf(name)));
      const server = getTestServer(name);
      hideStacks(server);
      return { name, listening: await listen(server, 0) };
    }),
  );
  const started = running.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const close = async () => {
    await Promise.all(started.map(({ listening }) => listening.close()));
  };
  const failed = running.find((one) => one.status === 'rejected');
  if (failed !== undefined) {
    await close();
    throw failed.reason;
  }
  const urls = started.map(({ name, listening }) => [name, `http://127.0.0.1:${listening.port}/`]);
  return { urls: Object.fromEntries(urls) as Record<Pushed, string>, close };
}

/** Express shows stacks to whoever asks, unless it is told that this is production; Google Cloud tells it so. */
function hideStacks(server: Server): void {
  for (const app of server.listeners('request'))
    if ('set' in app && typeof app.set === 'function') app.set('env', 'production');
}
