import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RULES } from '../shared/rules/registry.ts';

const ROOT = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: ROOT,
})
  .toString()
  .split('\n')
  .filter((path) => path !== '' && existsSync(join(ROOT, path)));
const sources = files.filter((path) => path.endsWith('.ts'));

/** The files of this repository that a file imports. */
function importsOf(path: string): readonly string[] {
  return [...read(path).matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(([, to]) =>
    normalize(join(dirname(path), to ?? '')),
  );
}

/** Folders that may be imported from each folder, beside itself. */
const ARROWS: readonly (readonly [from: string, to: readonly string[]])[] = [
  ['shared/domain/', []],
  ['shared/rules/', ['shared/domain/']],
  ['shared/policy/', ['shared/domain/']],
  ['shared/http/', []],
  ['shared/ledger/', ['shared/domain/', 'shared/http/']],
  ['shared/gcp/', ['shared/domain/', 'shared/http/', 'shared/error-text.ts']],
  [
    'shared/permissions/',
    [
      'shared/domain/',
      'shared/deployed/parts.ts',
      'shared/gcp/permissions/',
      'shared/ledger/permissions.ts',
    ],
  ],
  ['shared/deployed/', ['shared/domain/', 'shared/permissions/']],
  ['shared/engine/', ['shared/']],
  ['shared/push/', ['shared/']],
  ['shared/token/', []],
  ['functions/evaluate/', ['shared/']],
  ['functions/remediate/', ['shared/']],
  ['functions/notify/', ['shared/']],
  ['functions/console/', ['shared/']],
  ['functions/sweep/', ['shared/']],
  ['cli/', ['shared/']],
  ['sandbox/', ['shared/', 'functions/']],
  ['simulation/', ['shared/', 'functions/', 'sandbox/']],
];

describe('the architecture', () => {
  it.each(RULES.map(({ id }) => id))(
    'has a test, a doc page and a policy key for the rule %s',
    (id) => {
      expect(existsSync(join(ROOT, `shared/rules/${id}.ts`))).toBe(true);
      expect(existsSync(join(ROOT, `test/shared/rules/${id}.test.ts`))).toBe(true);
      expect(read(`docs/rules/${id}.md`)).toMatch(new RegExp(`^# ${id}\n`));
      expect(read('shared/policy/policy.schema.json')).toContain(`"${id}"`);
    },
  );

  it.each(ARROWS)('lets %s import itself and %j alone', (from, to) => {
    const astray = sources
      .filter((path) => path.startsWith(from))
      .flatMap((path) =>
        importsOf(path)
          .filter((target) => ![from, ...to].some((allowed) => target.startsWith(allowed)))
          .map((target) => `${path} imports ${target}`),
      );
    expect(astray).toEqual([]);
  });

  it('reads the environment only where it is wired', () => {
    const readers = sources.filter(
      (path) => !/^(test|scripts)\//.test(path) && read(path).includes('process.env'),
    );
    expect(readers.sort()).toEqual([
      'cli/bailiff.ts',
      'functions/console/index.ts',
      'functions/evaluate/index.ts',
      'functions/notify/index.ts',
      'functions/remediate/index.ts',
      'functions/sweep/index.ts',
      'sandbox/main.ts',
    ]);
  });

  it('has every client of an API, every action and every step declare its permissions', () => {
    const clients = sources.filter(
      (path) =>
        /^shared\/gcp\/[^/]+$/.test(path) &&
        /import .*\b(?:read|write)\b.* from '\.\/call\.ts'/.test(read(path)),
    );
    expect(clients.length).toBeGreaterThan(9);
    const beside = (path: string) => path.replace('shared/gcp/', 'shared/gcp/permissions/');
    const acting = sources.filter(
      (path) =>
        /^functions\/remediate\/(?:actions|steps)\//.test(path) &&
        /^export const \w+: (?:Action|StepRunner)</m.test(read(path)),
    );
    expect(acting.length).toBeGreaterThan(6);
    const silent = [
      ...clients.filter((path) => !sources.includes(beside(path))),
      ...acting.filter((path) => !/^ {2}permissions: \{$/m.test(read(path))),
    ];
    expect(silent).toEqual([]);
  });

  it('keeps every source file at a size that one reads at a glance', () => {
    const long = sources.filter(
      (path) => !path.startsWith('test/') && read(path).split('\n').length > 201,
    );
    expect(long).toEqual([]);
  });

  it('names no folder of a machine and no registry', () => {
    // Put together here, so that this file does not name them either.
    const forbidden = new RegExp(
      ['registry[.]npmjs', 'deb[.]debian[.]org', '"/(?:root|home)/'].join('|'),
    );
    const named = files.filter((path) => path !== 'LICENSE' && forbidden.test(read(path)));
    expect(named).toEqual(
      ['test/architecture.test.ts'].filter((path) => forbidden.test(read(path))),
    );
    expect(read('package-lock.json')).not.toContain('"resolved"');
  });
});
