import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openData } from '../../sandbox/open-data.ts';
import { freePort } from '../free-port.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'data-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

describe('a data directory', () => {
  it('is made, for its owner alone, and holds the ledger and the queue', async () => {
    const directory = join(folder, 'a/b');
    const data = await openData(directory);
    expect(data.ledgerLocation).toBe(join(directory, 'ledger.db'));
    await data.ledger.count('x');
    await data.close();
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(readdirSync(directory).toSorted()).toEqual(['ledger.db', 'queue.db']);
    const again = await openData(directory);
    expect(await again.ledger.counts()).toEqual({ x: 1 });
    await again.close();
  });

  it('that is not named is a temporary one, removed at the close', async () => {
    vi.stubEnv('TMPDIR', folder);
    const data = await openData(undefined);
    expect(readdirSync(folder)).toHaveLength(1);
    await data.close();
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a data directory is refused', () => {
  it('when it is a file', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    await expect(openData(file)).rejects.toThrow(
      /^BAILIFF_DATA names .*file, which cannot be used \(EEXIST.*\); name a directory that you may write to, or unset it for an empty ledger at each start\.$/,
    );
  });

  it('when its ledger is something else', async () => {
    writeFileSync(join(folder, 'ledger.db'), 'a letter to the landlord, and no database at all');
    await expect(openData(folder)).rejects.toThrow(/ledger\.db is no ledger/);
  });

  it('when its queue is something else', async () => {
    mkdirSync(join(folder, 'queue.db'));
    await expect(openData(folder)).rejects.toThrow(/^BAILIFF_DATA names .*cannot be used/);
  });

  it('when there is no temporary directory either', async () => {
    vi.stubEnv('TMPDIR', join(folder, 'none'));
    await expect(openData(undefined)).rejects.toThrow(
      /^The temporary directory .*none cannot be written \(ENOENT.*\); name one that can in TMPDIR\.$/,
    );
  });
});

describe('a ledger on an emulator is refused', () => {
  it('when nothing answers there', async () => {
    vi.stubEnv('TMPDIR', folder);
    const host = `127.0.0.1:${await freePort()}`;
    await expect(openData(undefined, { host, project: 'bailiff-prod' })).rejects.toThrow(
      `FIRESTORE_EMULATOR_HOST names ${host}, where no Firestore emulator does what it is asked (ECONNREFUSED); start one with gcloud emulators firestore start --host-port=${host}, or unset it for a ledger in a file.`,
    );
    expect(readdirSync(folder)).toEqual([]);
  });
});
