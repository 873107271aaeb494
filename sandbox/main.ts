import { readSettings, type Settings } from './settings.ts';
import { startLocalOrganization } from './start.ts';
import { StartRefused } from './start-refused.ts';

const LONGEST_END_MILLISECONDS = 4_500;

// The framework and Express answer with messages and stacks unless they are told that this is production.
process.env['NODE_ENV'] = 'production';
// There is no Google Cloud here for its clients to look for.
process.env['METADATA_SERVER_DETECTION'] = 'none';

const read = readSettings(process.env);
if (read.ok) await start(read.settings);
else refuse(read.faults.join('\n'));

async function start(settings: Settings): Promise<void> {
  try {
    const local = await startLocalOrganization({ ...settings, say });
    const end = async () => {
      // A function that hangs must not keep the user waiting.
      setTimeout(() => process.exit(0), LONGEST_END_MILLISECONDS).unref();
      const { undelivered } = await local.close();
      if (undelivered > 0) say(farewell(undelivered, settings));
      process.exit(0);
    };
    process.once('SIGINT', () => void end());
    process.once('SIGTERM', () => void end());
    process.stdout.write(greeting(local.url, local.port, settings));
    // What remediate loads at its first write is loaded while the user types, so that the first mend is as quick as the next.
    await Promise.all([import('@google-cloud/run'), import('@google-cloud/iam-credentials')]);
  } catch (error) {
    if (!(error instanceof StartRefused)) throw error;
    refuse(error.message);
  }
}

function greeting(url: string, port: number, settings: Settings): string {
  const elsewhere = port === 8080 ? '' : ` --port ${port}`;
  return `Bailiff is ready: ${url}
In another shell, be a developer who deploys a job without naming a service account:
  eval "$(npm run -s bailiff -- sandbox env --as user:dev@example.com --project payments-prod${elsewhere})"
  gcloud run jobs create nightly --image us-docker.pkg.dev/cloudrun/container/job --region us-central1
Then see what was found and done: ${url}api/findings
Messages go through ${transportOf(settings)}; the ledger is ${ledgerOf(settings)}.
`;
}

function transportOf({ emulators: { pubsub } }: Settings): string {
  return pubsub === undefined ? 'a queue of its own' : `the Pub/Sub emulator at ${pubsub}`;
}

function ledgerOf({ emulators: { firestore }, dataDirectory }: Settings): string {
  if (firestore !== undefined) return `in the Firestore emulator at ${firestore}, empty now`;
  return dataDirectory === undefined ? 'a temporary file' : `a file in ${dataDirectory}`;
}

function farewell(undelivered: number, { dataDirectory, emulators }: Settings): string {
  const remedy =
    emulators.pubsub === undefined
      ? 'set BAILIFF_DATA'
      : 'start without emulators and with BAILIFF_DATA';
  const fate =
    dataDirectory === undefined
      ? `are lost; ${remedy} to keep them next time`
      : `are kept in ${dataDirectory} for the next start`;
  return `Messages not delivered: ${undelivered}; they ${fate}.`;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function refuse(why: string): void {
  say(why);
  process.exitCode = 2;
}
