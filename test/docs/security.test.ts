import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const DOCS = join(import.meta.dirname, '../../docs');
const page = readFileSync(join(DOCS, 'security.md'), 'utf8');
const claims = [...page.matchAll(/\[([^\]]+)\]\((\.\.\/test\/[^)]+)\)/g)].map(
  ([, title = '', path = '']) => ({ title, path }),
);

describe('docs/security.md', () => {
  it('shows a test for nearly every line', () => {
    expect(claims.length).toBeGreaterThan(30);
  });

  it.each(claims)('names a test that is there: $title', ({ title, path }) => {
    const file = join(DOCS, path);
    expect(existsSync(file), `${path} is gone`).toBe(true);
    if (path.endsWith(title)) return;
    // Apostrophes of a title may be escaped or written either way in the source.
    const plain = (text: string) => text.replaceAll('\\', '').replaceAll('’', "'");
    expect(plain(readFileSync(file, 'utf8'))).toContain(plain(title));
  });
});
