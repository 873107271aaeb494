import { describe, expect, it } from 'vitest';
import { createEntryLog, newInsertId } from '../../../sandbox/audit/entry-log.ts';

describe('the entry log', () => {
  it('hands every entry to all who listen, in order', () => {
    const log = createEntryLog();
    const heard: unknown[] = [];
    log.listen((entry) => heard.push(['first', entry['n']]));
    log.append({ n: 1 });
    log.listen((entry) => heard.push(['second', entry['n']]));
    log.append({ n: 2 });
    expect(heard).toEqual([
      ['first', 1],
      ['first', 2],
      ['second', 2],
    ]);
  });

  it('keeps the newest 5,000', () => {
    const log = createEntryLog();
    for (let n = 0; n < 5002; n += 1) log.append({ n });
    expect(log.entries).toHaveLength(5000);
    expect(log.entries[0]).toEqual({ n: 2 });
  });

  it('has insert ids that differ', () => {
    const ids = Array.from({ length: 1000 }, newInsertId);
    expect(new Set(ids).size).toBe(1000);
    for (const id of ids) expect(id).toMatch(/^[0-9a-z]{1,12}$/);
  });
});
