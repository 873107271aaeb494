import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { apiRoutes } from '../../sandbox/apis/routes.ts';
import { PUSHED } from '../../sandbox/delivery/topic.ts';
import type { Wire } from '../../sandbox/functions.ts';
import { tokenFor } from '../../sandbox/http/credentials.ts';
import { type Parts, runLocalOrganization } from '../../sandbox/local-organization.ts';
import { ROOT } from '../bundle/bundle-function.ts';
import { functionNames } from '../bundle/functions.ts';
import { startCountingProxy } from './counting-proxy.ts';
import { CONSOLE_AUDIENCE } from './findings-asked.ts';
import type { Deployed } from './function-process.ts';
import { startMetadataServer } from './metadata-server.ts';
import { pushIdentity } from './push-identity.ts';
import { pushOf } from './push-of.ts';

const CONTAINERS = [{ image: 'us-docker.pkg.dev/cloudrun/container/job' }];

/** As the functions are deployed: what handles most events sweeps its heap before it fills the container. */
const SMALL_HEAP = '--max-semi-space-size=4 --max-old-space-size=96';
const NODE_OPTIONS: Readonly<Record<string, string>> = {
  evaluate: SMALL_HEAP,
  notify: SMALL_HEAP,
  console: SMALL_HEAP,
};
const OWN = 'reports@payments-prod.iam.gserviceaccount.com';

/** What a deployer asks for. */
export interface Deploy {
  readonly project: string;
  readonly job: string;
  /** The default account when left out. */
  readonly serviceAccount?: string;
  /** With an account of the project itself, which breaks no rule. */
  readonly own?: boolean;
}

/** The local organization without functions of its own, since those that are measured are processes for themselves. */
export async function openWorld() {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const silent: Wire = () => (_request, response) => void response.status(204).end();
  const wires = Object.fromEntries(PUSHED.map((name) => [name, silent])) as Parts['wires'];
  const local = await runLocalOrganization({ routes: apiRoutes, wires }, { logLevel: 'silent' });
  const proxy = await startCountingProxy(local.url);
  const deployment = parse(readFileSync(join(ROOT, 'examples/deployment.yaml'), 'utf8'));
  const ledger = join(folder, 'ledger.db');
  const metadata = new Map(
    await Promise.all(
      functionNames().map(async (name) => {
        const identity = `serviceAccount:${deployment.identities[name]}`;
        return [name, await startMetadataServer(tokenFor(identity))] as const;
      }),
    ),
  );
  let entries = 0;

  return {
    /** Removed at the end. */
    folder,
    /** Path of the functions' ledger. */
    ledger,
    proxy,
    /** The function as it lies in a folder of its name, told of this organization as Google Cloud tells it. */
    deployed: (name: string): Deployed => ({
      name,
      folder: join(folder, name),
      env: {
        NODE_OPTIONS: NODE_OPTIONS[name] ?? '',
        BAILIFF_DEPLOYMENT: JSON.stringify(deployment),
        BAILIFF_POLICY: join(ROOT, 'examples/policy.yaml'),
        BAILIFF_LEDGER: ledger,
        BAILIFF_API_ROOT: proxy.url,
        GCE_METADATA_HOST: `127.0.0.1:${metadata.get(name)?.port}`,
        METADATA_SERVER_DETECTION: '',
        ...pushIdentity.env,
        // Read by the console alone.
        BAILIFF_CONSOLE_CALLERS: 'cloud-run',
        BAILIFF_CONSOLE_AUDIENCE: CONSOLE_AUDIENCE,
      },
      authorization: pushIdentity.authorization(),
    }),

    /** Deploys as the example's developer, denied or not, and answers the audit entry of it. */
    async deploy({
      project,
      job,
      own,
      serviceAccount = own ? OWN : undefined,
    }: Deploy): Promise<object> {
      const template = { containers: CONTAINERS, ...(serviceAccount ? { serviceAccount } : {}) };
      const path = `v2/projects/${project}/locations/us-central1/jobs?jobId=${job}`;
      await fetch(`${local.url}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${tokenFor('user:dev@example.com')}` },
        body: JSON.stringify({ template: { template } }),
      });
      const about = `"resourceName":"projects/${project}/locations/us-central1/jobs/${job}"`;
      const entry = local.log.entries.findLast((one) => JSON.stringify(one).includes(about));
      if (entry === undefined) throw new Error(`The log has no entry about the job ${job}.`);
      return entry;
    },

    /** The entry as a push of its own: one with another id tells of another change. */
    pushOfEntry(entry: object): string {
      entries += 1;
      return pushOf({ data: { ...entry, insertId: `bench-${entries}` } });
    },

    async close(): Promise<void> {
      await Promise.all([...metadata.values()].map((one) => one.close()));
      await proxy.close();
      await local.close();
      rmSync(folder, { recursive: true });
    },
  };
}
export type World = Awaited<ReturnType<typeof openWorld>>;
