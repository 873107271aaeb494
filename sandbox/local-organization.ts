import { readFileSync } from 'node:fs';
import { consoleApp } from '../functions/console/console.ts';
import { addressOf } from '../shared/deployed/accounts.ts';
import { TOPIC_PUBLISHERS } from '../shared/deployed/parts.ts';
import type { Deployment } from '../shared/domain/deployment.ts';
import type { Ledger } from '../shared/ledger/ledger.ts';
import type { LogLevel } from '../shared/log.ts';
import { monitoringRoutes } from './apis/deployed/monitoring.ts';
import { createEntryLog, type EntryLog } from './audit/entry-log.ts';
import { type ExportOptions, exportEntry } from './delivery/export-entry.ts';
import { openTransport } from './delivery/open-transport.ts';
import { publishRoutes } from './delivery/publish-api.ts';
import type { RetrySettings } from './delivery/retry.ts';
import { ask, SWEEP, sender, TICK } from './delivery/sender.ts';
import { passesSink } from './delivery/sink.ts';
import type { Pushed } from './delivery/topic.ts';
import type { Transport } from './delivery/transport.ts';
import { functionEnvironment } from './function-environment.ts';
import { startFunctions, type Wire } from './functions.ts';
import type { Route } from './http/call.ts';
import { createSandboxServer } from './http/server.ts';
import { listen } from './listen.ts';
import { localConsole } from './local-console.ts';
import { openData } from './open-data.ts';
import { deployBailiff } from './organization/deploy-bailiff.ts';
import { lendSecrets } from './organization/lend-secrets.ts';
import type { Organization } from './organization/state.ts';
import { createPages } from './pages.ts';
import { prepare, type Sources } from './prepare.ts';
import type { Emulators } from './settings.ts';
import { StartRefused } from './start-refused.ts';

export interface LocalOrganizationOptions extends Sources {
  /** 0, also when left out, takes a free one. */
  readonly port?: number;
  /** Keeps the ledger and what is undelivered; made when it is not there. */
  readonly dataDirectory?: string | undefined;
  /** Where lines for the operator go; nowhere when left out. */
  readonly say?: (line: string) => void;
  /** What of LOCAL_RETRY, or EMULATOR_RETRY, is to be different. */
  readonly retry?: Partial<RetrySettings>;
  /** For delivery.reorder; Math.random when left out. */
  readonly random?: () => number;
  /** From where on the functions log to standard output; `info` when left out. */
  readonly logLevel?: LogLevel;
  /** How long a policy that allows more has to wait, e.g. `10m`; not at all when left out. */
  readonly policyDelay?: string | undefined;
  /** None when left out. What is in them of an earlier start is removed. */
  readonly emulators?: Emulators;
  /** How often it is looked what is due, in seconds; only when asked for when left out. */
  readonly tickSeconds?: number | undefined;
}

const NO_EMULATORS: Emulators = { pubsub: undefined, firestore: undefined };

/** What a local organization is put together from. */
export interface Parts {
  readonly routes: readonly Route[];
  readonly wires: Readonly<Record<Pushed, Wire>>;
}

export interface LocalOrganization {
  /** `http://127.0.0.1:PORT/`, of the console as of every API. */
  readonly url: string;
  readonly port: number;
  readonly organization: Organization;
  readonly log: EntryLog;
  readonly queue: Transport;
  readonly ledger: Ledger;
  /** Gives back every port, timer, file and temporary directory. The first call's answer is every call's. */
  close(): Promise<{ readonly undelivered: number }>;
}

/** Puts a local organization together and starts it. Rejects with StartRefused when it cannot start as asked. */
export async function runLocalOrganization(
  { routes, wires }: Parts,
  options: LocalOrganizationOptions,
): Promise<LocalOrganization> {
  const { say = () => {} } = options;
  const prepared = prepare(options);
  const { organization, deployment } = prepared;
  const { project } = deployment;
  const { channels } = prepared;
  deployBailiff(organization, deployment, readFileSync(prepared.policyFile, 'utf8'), channels);
  lendSecrets(organization, deployment, channels);
  const { pubsub: host, firestore } = options.emulators ?? NO_EMULATORS;
  const data = await openData(
    options.dataDirectory,
    firestore === undefined ? undefined : { host: firestore, project },
  );
  const log = createEntryLog();
  const { retry } = options;
  const opening = openTransport({ host, project, store: data.store, retry, say });
  const queue = await opening.catch(async (error: unknown) => {
    await data.close();
    throw error;
  });
  const send = sender(queue, say);
  const outlet: ExportOptions = {
    delivery: organization.settings.delivery,
    publish: send,
    random: options.random ?? Math.random,
    now: organization.now,
  };
  // Before the port is open, so that no call goes unseen.
  log.listen((entry) => {
    if (passesSink(entry)) exportEntry(outlet, JSON.stringify(entry), entry['timestamp']);
  });
  const server = createSandboxServer({
    organization,
    log,
    say,
    routes: [
      ...publishRoutes({ project, publishers: publishersOf(deployment), publish: queue.publish }),
      ...monitoringRoutes(() => queue.deadLetters().length),
      ...routes,
    ],
    pages: createPages({
      console: consoleApp(
        localConsole({
          organization,
          deployment,
          ledger: data.ledger,
          logLevel: options.logLevel ?? 'info',
          url: () => url,
        }),
      ),
      accept: (text, timestamp) => exportEntry(outlet, text, timestamp),
      sweep: deployment.identities.sweep === undefined ? undefined : () => ask(send, SWEEP),
      tick: () => ask(send, TICK),
      domain: organization.domain,
    }),
  });
  let url = '';
  const opened = [data.close];
  const closeAll = async () => {
    for (const close of opened.splice(0).reverse()) await close();
  };
  try {
    const port = options.port ?? 0;
    const listening = await listen(server, port).catch((error) => refusePort(port, error));
    opened.push(listening.close);
    url = `http://127.0.0.1:${listening.port}/`;
    const functions = await startFunctions(wires, (name) =>
      functionEnvironment(name, prepared, { ...options, ledger: data.ledgerLocation, url }),
    );
    opened.push(functions.close);
    queue.start(functions.urls);
    const { tickSeconds } = options;
    const ticking =
      tickSeconds === undefined
        ? undefined
        : setInterval(() => ask(send, TICK), tickSeconds * 1000);
    const end = async () => {
      clearInterval(ticking);
      const stopped = await queue.stop();
      await closeAll();
      return stopped;
    };
    let closing: ReturnType<typeof end> | undefined;
    const close = () => {
      closing ??= end();
      return closing;
    };
    return { url, port: listening.port, organization, log, queue, ledger: data.ledger, close };
  } catch (error) {
    await queue.stop();
    await closeAll();
    throw error;
  }
}

/** Who may publish where; the other topics are written by the sink, the queue, the pages and the clock alone. */
function publishersOf(deployment: Deployment) {
  const publishers = Object.entries(TOPIC_PUBLISHERS).map(([topic, by]) => {
    const email = addressOf(`bailiff-${by}`, deployment);
    return [topic, email === undefined ? [] : [`serviceAccount:${email}`]] as const;
  });
  return Object.fromEntries(publishers);
}

function refusePort(port: number, error: unknown): never {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  throw new StartRefused(
    code === 'EADDRINUSE'
      ? `Port ${port} is in use by another program; set PORT to a free one, or to 0 to take any.`
      : `Port ${port} cannot be opened (${code}); set PORT to another one, from 1024 on.`,
    { cause: error },
  );
}
