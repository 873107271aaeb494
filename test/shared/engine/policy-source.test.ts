import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Mode } from '../../../shared/domain/mode.ts';
import { policyFile } from '../../../shared/engine/policy-file.ts';
import { openPolicySource } from '../../../shared/engine/policy-source.ts';
import { decide } from '../../../shared/policy/decide.ts';
import { RULES } from '../../../shared/rules/registry.ts';
import { exampleDeployment } from '../../fixtures/example-policy.ts';
import { viewOf } from '../policy/loaded.ts';

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
    place: policyFile(path),
    delaySeconds: 0,
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

describe('a delay for a policy file', () => {
  const DELAY_MS = 1000;
  const mended = `${file('remediate')}    action: {create: {roles: []}}\n`;

  test('holds back what it adds until the file is that old, whatever was between, and nothing else', async () => {
    const differences: string[] = [];
    const source = openPolicySource({
      place: { ...policyFile(path), checkEveryMs: 0 },
      delaySeconds: DELAY_MS / 1000,
      deployment: exampleDeployment(),
      rules: RULES,
      now: () => Date.now(),
      onWidened: (widened) => {
        differences.push(...widened.differences);
      },
    });
    const modes: Mode[] = [];
    const decided = async () => {
      const loaded = await source.current();
      if (!loaded.ok) throw new Error('The file was to be sound.');
      const input = { rule: 'default-service-account', view: viewOf(), deployedBy: [] };
      const bounds = { today: '2026-11-22', ceiling: 'remediate', caps: [] } as const;
      modes.push(decide(loaded.policy, input, bounds).mode);
    };
    writeFileSync(path, file('ticket'));
    await sleep(DELAY_MS);
    await decided();
    for (const text of [file('destroy'), mended]) {
      writeFileSync(path, text);
      await decided();
    }
    await sleep(DELAY_MS);
    await decided();
    writeFileSync(path, file('observe'));
    await decided();
    expect(modes).toEqual(['ticket', 'ticket', 'ticket', 'remediate', 'observe']);
    expect(differences).toEqual([
      'No version before it can be read, so nothing that it asks for is known to have been allowed.',
      'The rule default-service-account goes from ticket to remediate (an account made for the job, with no roles).',
    ]);
  });
});
