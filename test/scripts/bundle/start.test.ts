import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ROOT } from '../../../scripts/bundle/bundle-function.ts';

const FUNCTION = `const { basename } = require('node:path');
exports.place = () => new Error('here').stack.split('\\n')[1].trim();
exports.names = () => [basename(__filename), basename(__dirname), basename(module.filename)];
exports.later = () => import('node:os').then((os) => os.EOL);
`;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'start-'));
  copyFileSync(join(ROOT, 'scripts/bundle/start.cjs'), file('start.cjs'));
  writeFileSync(file('index.cjs'), FUNCTION);
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = (name: string) => join(folder, name);
const caches = () => readdirSync(folder).filter((name) => name.endsWith('.cache'));
const kept = () => file(caches()[0] ?? '');
const build = (...flags: readonly string[]) =>
  execFileSync(process.execPath, [...flags, 'start.cjs'], {
    cwd: folder,
    encoding: 'utf8',
    stdio: 'pipe',
  });

/** Starts as the framework does, in a process for itself, and answers what the expression over the function `f` comes to. */
function started(expression: string, ...flags: readonly string[]) {
  const code = `const f = require('./start.cjs'); (async () => process.stdout.write(JSON.stringify(await ${expression})))()`;
  const { stdout, stderr } = spawnSync(process.execPath, [...flags, '-e', code], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { answer: JSON.parse(stdout), stderr };
}

describe('start.cjs', () => {
  it('keeps what V8 made of the function, and says nothing when a start takes it', () => {
    expect(build()).toBe('');
    expect(caches()).toHaveLength(1);
    expect(started('f.names()')).toMatchObject({ stderr: '' });
  });

  it('lets the function rehearse where it is built, and never when it starts', () => {
    writeFileSync(
      file('index.cjs'),
      `${FUNCTION}exports.rehearse = () => process.stdout.write('rehearsed');`,
    );
    expect(build()).toBe('rehearsed');
    expect(started('f.names()').answer).toHaveLength(3);
  });

  it('takes it whatever heap the function is given', () => {
    build();
    const heap = ['--max-semi-space-size=4', '--max-old-space-size=96'];
    expect(started('f.names()', ...heap)).toMatchObject({ stderr: '' });
  });

  it.each([
    ['was compiled', true],
    ['was not compiled', false],
  ])('gives the function its own names, places and imports when it %s', (_, built) => {
    if (built) build();
    expect(started('f.names()').answer).toEqual([
      'index.cjs',
      folder.slice(folder.lastIndexOf('/') + 1),
      'start.cjs',
    ]);
    expect(started('f.place()').answer).toMatch(/index\.cjs:2:23\)?$/);
    expect(started('f.later()').answer).toBe('\n');
  });

  it('tells places in the first line as they are, which is where all of a bundle is', () => {
    writeFileSync(file('index.cjs'), "exports.place=()=>new Error('here').stack;");
    expect(started('f.place()').answer).toContain('index.cjs:1:19');
    build();
    expect(started('f.place()').answer).toContain('index.cjs:1:19');
  });

  it.each([
    ['nothing was kept', () => rmSync(kept())],
    ['another V8 made it', () => build('--stress-lazy-source-positions')],
    ['it is broken off', () => writeFileSync(kept(), readFileSync(kept()).subarray(0, 100))],
    ['it was made of another function', () => writeFileSync(file('index.cjs'), `${FUNCTION}//`)],
  ])(
    'starts all the same when %s, and says once what that costs and how to mend it',
    (_, spoil) => {
      build();
      spoil();
      const { answer, stderr } = started('f.names()');
      expect(answer).toHaveLength(3);
      expect(stderr.split('\n')).toEqual([
        `{"severity":"NOTICE","message":"Nothing that Node ${process.version} compiled of this function is beside it, so that starts take longer: deploy it again, and let its \\"gcp-build\\" run."}`,
        '',
      ]);
    },
  );

  it('never runs what was made of a file of the same length', () => {
    build();
    writeFileSync(
      file('index.cjs'),
      FUNCTION.replace('basename(__filename)', '"as it was changed!"'),
    );
    expect(started('f.names()').answer[0]).toBe('as it was changed!');
  });

  it('fails the build of a function that cannot be loaded, rather than its first start', () => {
    writeFileSync(file('index.cjs'), "require('no-such-package');");
    expect(() => build()).toThrow('no-such-package');
    expect(caches()).toEqual([]);
  });
});
