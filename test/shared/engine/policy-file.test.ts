import { mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { policyFile } from '../../../shared/engine/policy-file.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bailiff-policy-'));
  path = join(folder, 'policy.yaml');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a policy file on this machine', () => {
  test('is as old as its last change, whatever time it is given', async () => {
    writeFileSync(path, 'ä');
    utimesSync(path, 0, 0);
    const { made, size, ended } = await policyFile(path).latest();
    expect({ made, size, ended }).toEqual({
      made: statSync(path).ctimeMs,
      size: 2,
      ended: undefined,
    });
    expect(Math.abs(Date.now() - made)).toBeLessThan(60_000);
  });

  test('has the versions that were seen of it, newest first', async () => {
    const place = policyFile(path);
    expect(await place.versions()).toEqual([]);
    const seen = [];
    for (const text of ['one', 'number two', 'the third']) {
      writeFileSync(path, text);
      seen.push(await place.latest());
    }
    await place.latest();
    expect(await place.versions()).toEqual(seen.toReversed());
  });

  test('is read as the version that is there, and no other', async () => {
    const place = policyFile(path);
    writeFileSync(path, 'one');
    const first = await place.latest();
    expect(await place.read(first)).toBe('one');
    writeFileSync(path, 'number two');
    await expect(place.read(first)).rejects.toMatchObject({ code: 'changed', passing: true });
    await place.latest();
    await expect(place.read(first)).rejects.toMatchObject({ code: 'changed', passing: false });
  });

  test('that is not there is said with its remedy', async () => {
    await expect(policyFile(path).latest()).rejects.toMatchObject({
      code: 'ENOENT',
      passing: false,
      message: `The policy file ${path} cannot be read (ENOENT); put it there, or name another in BAILIFF_POLICY.`,
    });
  });
});
