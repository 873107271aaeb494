import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openPolicySource } from '../../../shared/engine/policy-source.ts';
import { RULES } from '../../../shared/rules/registry.ts';
import { exampleDeployment } from '../../fixtures/example-policy.ts';

const file = (mode: string) =>
  `apiVersion: bailiff/v1\nrules:\n  default-service-account:\n    mode: ${mode}\n`;

let folder: string;
let path: string;
let now: number;
let rejected: { digest: string; lines: readonly number[] }[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bailiff-policy-'));
  path = join(folder, 'policy.yaml');
  now = 0;
  rejected = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

function open(fails = 0) {
  let left = fails;
  return openPolicySource({
    path,
    deployment: exampleDeployment(),
    rules: RULES,
    now: () => now,
    onRejected: (digest, faults) => {
      left -= 1;
      if (left >= 0) throw new Error('The alert could not be raised.');
      rejected.push({ digest, lines: faults.map(({ line }) => line) });
    },
  });
}
async function modeIn(source: ReturnType<typeof open>) {
  const loaded = await source.current();
  return loaded.ok
    ? loaded.policy.rules.get('default-service-account')?.mode
    : loaded.faults.length;
}

describe('the policy in force', () => {
  test('carries the digest of its file', async () => {
    writeFileSync(path, file('ticket'));
    expect(await open().current()).toMatchObject({
      ok: true,
      policy: { digest: '256d190e3de5d5e5585457e44db63564eb70fee62f3b93d7ecdc8b5a061b1c3d' },
    });
  });

  test('changes with the file, at most half a second later', async () => {
    writeFileSync(path, file('ticket'));
    const source = open();
    expect(await modeIn(source)).toBe('ticket');
    writeFileSync(path, file('observe'));
    now = 499;
    expect(await modeIn(source)).toBe('ticket');
    now = 500;
    expect(await modeIn(source)).toBe('observe');
    expect(rejected).toEqual([]);
  });

  test('stays when a later version is bad, which is told once', async () => {
    writeFileSync(path, file('ticket'));
    const source = open();
    await modeIn(source);
    writeFileSync(path, file('destroy'));
    for (now of [500, 1000, 1500]) expect(await modeIn(source)).toBe('ticket');
    expect(rejected).toEqual([{ digest: expect.stringMatching(/^[0-9a-f]{64}$/), lines: [4] }]);
    writeFileSync(path, file('observe'));
    now = 2000;
    expect(await modeIn(source)).toBe('observe');
  });

  test('stays when the file goes away, which is told once', async () => {
    writeFileSync(path, file('ticket'));
    const source = open();
    await modeIn(source);
    rmSync(path);
    for (now of [500, 1000]) expect(await modeIn(source)).toBe('ticket');
    expect(rejected).toEqual([{ digest: 'unreadable-ENOENT', lines: [1] }]);
  });

  test('is told of again when the same fault comes back after a sound version', async () => {
    writeFileSync(path, file('ticket'));
    const source = open();
    await modeIn(source);
    for (const mode of ['destroy', 'observe', 'destroy']) {
      now += 500;
      writeFileSync(path, file(mode));
      await modeIn(source);
    }
    expect(rejected).toHaveLength(2);
    expect(rejected[0]).toEqual(rejected[1]);
  });

  test('is none while no version has been sound, and comes when one is', async () => {
    writeFileSync(path, file('destroy'));
    const source = open();
    expect(await modeIn(source)).toBe(1);
    expect(rejected).toHaveLength(1);
    writeFileSync(path, file('ticket'));
    now = 500;
    expect(await modeIn(source)).toBe('ticket');
  });

  test('is not handed out while telling of a bad version fails, and that is tried again', async () => {
    writeFileSync(path, file('ticket'));
    const source = open(1);
    await modeIn(source);
    writeFileSync(path, file('destroy'));
    now = 500;
    await expect(source.current()).rejects.toThrow('The alert could not be raised.');
    expect(await modeIn(source)).toBe('ticket');
    expect(rejected).toHaveLength(1);
  });
});
