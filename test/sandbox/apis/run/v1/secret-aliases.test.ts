import { describe, expect, it } from 'vitest';
import { createAliases, parseAliases } from '../../../../../sandbox/apis/run/v1/secret-aliases.ts';

const DB = 'projects/310000000003/secrets/db';

describe('parseAliases', () => {
  it('reads the annotation and overlooks what is no pair', () => {
    expect([...parseAliases(`db-1:${DB}, x ,:y,z:`)]).toEqual([['db-1', DB]]);
    expect([...parseAliases(undefined)]).toEqual([]);
  });
});

describe('createAliases', () => {
  it("leaves a secret of the job's own project as it is called", () => {
    const aliases = createAliases(new Map());
    expect(aliases.nameOf('db')).toBe('db');
    expect(aliases.annotation()).toBeUndefined();
  });

  it('gives known aliases first, and lists only those in use', () => {
    const aliases = createAliases(
      new Map([
        ['db-1', DB],
        ['old', 'projects/1/secrets/old'],
      ]),
    );
    expect(aliases.nameOf(DB)).toBe('db-1');
    expect(aliases.annotation()).toBe(`db-1:${DB}`);
  });

  it('gives two secrets of one name two aliases, the same ones every time', () => {
    const other = 'projects/310000000002/secrets/db';
    const aliases = createAliases(new Map());
    expect([DB, other, DB].map((secret) => aliases.nameOf(secret))).toEqual([
      'secret-db',
      'secret-db-2',
      'secret-db',
    ]);
    expect(aliases.annotation()).toBe(`secret-db:${DB},secret-db-2:${other}`);
  });
});
