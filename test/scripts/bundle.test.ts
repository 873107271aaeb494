import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findingsAsked } from '../../scripts/bench/findings-asked.ts';
import { startFunction } from '../../scripts/bench/function-process.ts';
import { pushOf } from '../../scripts/bench/push-of.ts';
import { openWorld, type World } from '../../scripts/bench/world.ts';
import { bundleFunction } from '../../scripts/bundle/bundle-function.ts';
import { deployFunction } from '../../scripts/bundle/deploy-function.ts';
import { functionNames } from '../../scripts/bundle/functions.ts';
import { openSqliteLedger } from '../../shared/ledger/sqlite.ts';
import { serveKeys, signedToken } from '../shared/token/signing.ts';
import { sourcesThatRan } from './sources-that-ran.ts';

const MB = 1e6;
/** The most that each may have; what is read at every cold start. */
const BUDGETS: Readonly<Record<string, number>> = {
  evaluate: 2 * MB,
  notify: 2 * MB,
  console: 2 * MB,
  remediate: 7 * MB,
  sweep: 7 * MB,
};
const LATER =
  /node_modules\/(gaxios|google-auth-library|@grpc|@google-cloud|google-gax|protobufjs|proto3-json-serializer)\//;
const NAMES = functionNames();
let world: World;
const at = (name: string) => join(world.folder, name);
const text = (name: string, file: string) => readFileSync(join(at(name), file), 'utf8');
const sources = (name: string): readonly string[] =>
  JSON.parse(text(name, 'index.cjs.map')).sources;
const bytes = new Map<string, number>();
beforeAll(async () => {
  world = await openWorld();
  for (const name of NAMES) bytes.set(name, (await deployFunction(name, at(name))).bytes);
}, 120_000);
afterAll(() => world.close());

it('is made of every function that is wired', () => {
  expect(NAMES).toEqual(
    expect.arrayContaining(['console', 'evaluate', 'notify', 'remediate', 'sweep']),
  );
});

describe.each(NAMES)('the bundle of %s', (name) => {
  it('is one file with its source map, within its size, and what starts it', () => {
    expect(readdirSync(at(name)).sort()).toEqual([
      expect.stringMatching(/^index\.\d+\.cache$/),
      'index.cjs',
      'index.cjs.map',
      'node_modules',
      'package.json',
      'start.cjs',
    ]);
    expect(bytes.get(name)).toBe(Buffer.byteLength(text(name, 'index.cjs')));
    expect(bytes.get(name)).toBeLessThan(BUDGETS[name] ?? 0);
    expect(text(name, 'index.cjs')).toMatch(/\n\/\/# sourceMappingURL=index\.cjs\.map$/);
  });

  it('has no character beyond Latin-1, so that V8 keeps it in one byte each', () => {
    expect([...text(name, 'index.cjs')].filter((character) => character > '\u00ff')).toEqual([]);
  });

  it('asks for Node 24 and for the functions-framework in our version, and for nothing else', () => {
    expect(JSON.parse(text(name, 'package.json'))).toEqual({
      name: `bailiff-${name}`,
      version: '0.1.0',
      private: true,
      type: 'commonjs',
      main: 'start.cjs',
      scripts: { 'gcp-build': 'node start.cjs' },
      engines: { node: '24' },
      dependencies: { '@google-cloud/functions-framework': '5.0.5' },
    });
  });

  it('is the same from the same sources, in whatever folder', async () => {
    const again = join(world.folder, 'again', 'deeper', name);
    await bundleFunction(name, again);
    const files = ['index.cjs', 'index.cjs.map', 'package.json', 'start.cjs'];
    expect(readdirSync(again).sort()).toEqual(files);
    for (const file of files)
      expect(readFileSync(join(again, file)).equals(readFileSync(join(at(name), file)))).toBe(true);
  }, 60_000);

  it('has nothing of googleapis, whose types alone are used', () => {
    expect(sources(name).filter((source) => source.includes('node_modules/googleapis'))).toEqual(
      [],
    );
  });

  it('names its sources from the repository on, and no folder of the machine', () => {
    expect(sources(name)).toContain(`functions/${name}/index.ts`);
    expect(sources(name).filter((source) => /^(\/|[A-Z]:|\.\.)/.test(source))).toEqual([]);
    expect(text(name, 'index.cjs')).not.toContain(world.folder);
  });

  it('runs nothing of gRPC or of Google’s own authentication when it is loaded', () => {
    const ran = [...sourcesThatRan(at(name))];
    expect(ran).toContain('shared/push/lazily.ts');
    expect(ran.filter((source) => LATER.test(source))).toEqual([]);
  });
});

describe('the bundles with nothing beside them but the functions-framework', () => {
  /** Starts the function by the framework's command, pushes to it, and answers what it published. */
  const pushed = async (name: string, body: string) => {
    const running = await startFunction(world.deployed(name), body);
    await running.stop();
    return world.proxy.takePublished().map(({ topic, ...message }) => ({ topic, message }));
  };
  const looked = async <T>(look: (ledger: ReturnType<typeof openSqliteLedger>) => Promise<T>) => {
    const ledger = openSqliteLedger(world.ledger);
    try {
      return await look(ledger);
    } finally {
      await ledger.close();
    }
  };

  it('find a job on the default account, mend it and tell of it', async () => {
    const entry = await world.deploy({ project: 'payments-prod', job: 'nightly' });
    const id = 'default-service-account~payments-prod~us-central1~nightly';
    const state = () => looked(async (ledger) => (await ledger.finding(id))?.state);

    const [decision] = await pushed('evaluate', world.pushOfEntry(entry));
    expect(decision?.topic).toBe('decisions');
    expect(await state()).toBe('open');

    const [outcome] = await pushed('remediate', pushOf(decision?.message ?? { data: '' }));
    expect(outcome?.topic).toBe('outcomes');
    expect(await state()).toBe('remediated');

    expect(await pushed('notify', pushOf(outcome?.message ?? { data: '' }))).toEqual([]);
    expect(await looked((ledger) => ledger.tickets())).toMatchObject([
      { state: 'closed', findings: [id] },
    ]);
  }, 60_000);

  it('show in the console what was found, to whom Cloud Run let in', async () => {
    const running = await startFunction(world.deployed('console'), findingsAsked());
    await running.stop();
    // Whoever pushes there, as to the others, is not let in.
    await expect(pushed('console', '{}')).rejects.toThrow('did not answer what it was asked first');
  }, 60_000);

  it('check a signature by Google’s keys, which they fetch', async () => {
    const google = await serveKeys();
    const console = world.deployed('console');
    const aud = '/projects/310000000009/locations/us-central1/services/bailiff-console';
    const env = {
      ...console.env,
      BAILIFF_API_ROOT: google.root,
      BAILIFF_CONSOLE_CALLERS: 'iap',
      BAILIFF_CONSOLE_AUDIENCE: aud,
    };
    const now = Math.floor(Date.now() / 1000);
    const token = signedToken('ES256', google.proxy, {
      iss: 'https://cloud.google.com/iap',
      aud,
      sub: 'accounts.google.com:104',
      email: 'admin@example.com',
      iat: now - 10,
      exp: now + 590,
    });
    const headers = { 'x-goog-iap-jwt-assertion': token };
    const running = await startFunction(
      { ...console, env },
      { path: '/api/findings', headers },
    ).finally(google.close);
    await running.stop();
    expect(google.asked).toEqual(['/iap/verify/public_key']);
  }, 60_000);

  it('list all jobs and ask for them to be judged again', async () => {
    await world.deploy({ project: 'payments-prod', job: 'listed' });
    const published = await pushed('sweep', pushOf({ data: { kind: 'sweep' } }));
    // Those that the inventory lists, and those that the ledger knows besides.
    expect([...new Set(published.map(({ topic }) => topic))]).toEqual(['rechecks']);
    expect(await looked((ledger) => ledger.counts())).toMatchObject({ 'sweep.listed': 1 });
  }, 60_000);
});
