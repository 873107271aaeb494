import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** One line of the functions' log, as Cloud Logging reads it. */
interface Line {
  readonly severity: string;
  readonly message: string;
  readonly time: string;
  readonly messageId?: string;
  readonly result?: string;
  readonly mode?: string;
  readonly resource?: string;
  readonly principal?: string;
  readonly because?: readonly string[];
  readonly 'logging.googleapis.com/trace'?: string;
  readonly 'logging.googleapis.com/labels'?: { readonly function?: string };
}

/** The local organization as a process of its own, as `npm start` runs it, with all that it prints and keeps; `nodeArgs` go to Node. */
export async function spawnLocal(...nodeArgs: readonly string[]) {
  const data = mkdtempSync(join(tmpdir(), 'spawned-'));
  const child = spawn(process.execPath, [...nodeArgs, 'sandbox/main.ts'], {
    cwd: ROOT,
    env: { ...process.env, PORT: '0', BAILIFF_DATA: data },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise((resolve) => child.on('close', resolve));
  const output = { stdout: '', stderr: '' };
  child.stderr.on('data', (chunk) => {
    output.stderr += chunk;
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.on('exit', () => reject(new Error(output.stderr)));
    child.stdout.on('data', (chunk) => {
      output.stdout += chunk;
      const ready = /^Bailiff is ready: (\S+)\n/.exec(output.stdout)?.[1];
      if (ready !== undefined) resolve(ready);
    });
  });
  const lines = (): readonly Line[] =>
    output.stdout
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Line);
  return {
    output,
    lines,
    /** The lines of one function. */
    linesOf: (name: string) =>
      lines().filter((line) => line['logging.googleapis.com/labels']?.function === name),
    /** The text of an answer to GET. */
    get: async (path: string) => (await fetch(`${url}${path}`)).text(),
    /** Posts JSON as dev, or as another principal, and answers the text. */
    async post(path: string, body: unknown, as = 'user:dev@example.com') {
      const headers = {
        'content-type': 'application/json',
        authorization: `Bearer sandbox:${as}`,
      };
      const sent = { method: 'POST', headers, body: JSON.stringify(body) };
      return (await fetch(`${url}${path}`, sent)).text();
    },
    /** The ledger's files by name. */
    ledger: (): ReadonlyMap<string, Buffer> =>
      new Map(
        readdirSync(data)
          .filter((name) => name.startsWith('ledger'))
          .map((name) => [name, readFileSync(join(data, name))]),
      ),
    async close() {
      child.kill('SIGTERM');
      await ended;
      rmSync(data, { recursive: true });
    },
  };
}
export type Spawned = Awaited<ReturnType<typeof spawnLocal>>;
