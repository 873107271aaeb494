import { describe, expect, test } from 'vitest';
import { jiraWiki } from '../../../shared/channels/jira-wiki.ts';
import { HOSTILE_NAMES } from '../../fixtures/hostile-names.ts';
import { readWiki, readWikiText } from './wiki-reader.ts';

const UNSEEN = /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

describe('wiki markup', () => {
  test('has its own for every block', () => {
    expect(
      jiraWiki([
        { kind: 'paragraph', text: 'The job runs at 12:30: why?' },
        { kind: 'list', heading: 'Evidence', items: ['role: roles/editor', 'one\n\ntwo'] },
        { kind: 'divider' },
        { kind: 'code', heading: 'To mend it', lines: ['gcloud run jobs update x \\', '  --a=b'] },
        { kind: 'link', label: 'Log [1|2]', url: 'https://example.com/a|b]?c={d}' },
        { kind: 'link', label: 'No', url: 'javascript:alert(1)' },
      ]),
    ).toBe(
      String.raw`The job runs at 12:30: why\?

h3. Evidence
* role: roles/editor
* one
two

----

h3. To mend it
{noformat}
gcloud run jobs update x \
  --a=b
{noformat}

[Log \[1&#124;2\]|https://example.com/a%7Cb%5D?c=%7Bd%7D]

No: javascript&#58;alert\(1\)`,
    );
  });

  test('lets no line of code end its macro', () => {
    expect(jiraWiki([{ kind: 'code', heading: '', lines: ['a', '{noformat}', 'b'] }])).toBe(
      '{code}\na\n{noformat}\nb\n{code}',
    );
    expect(jiraWiki([{ kind: 'code', heading: '', lines: ['{NoFormat}', '{code:java}'] }])).toBe(
      '\\{NoFormat\\}\n\\{code&#58;java\\}',
    );
  });

  test.each(HOSTILE_NAMES)('of %j says what it says, and nothing in it lives', (name) => {
    const markup = jiraWiki([{ kind: 'paragraph', text: `a ${name} b` }]);
    const { text, live } = readWikiText(markup);
    expect(live).toEqual([]);
    expect(text).not.toMatch(UNSEEN);
    if (!UNSEEN.test(name)) expect(text).toBe(`a ${name} b`);
  });

  test.each(HOSTILE_NAMES)('of %j is the same at the beginning of a line', (name) => {
    const { live } = readWikiText(jiraWiki([{ kind: 'paragraph', text: `${name} b` }]));
    expect(live).toEqual([]);
  });

  test.each(HOSTILE_NAMES)('keeps %j inside code, lists, headings and labels', (name) => {
    const markup = jiraWiki([
      { kind: 'code', heading: name, lines: [name, 'end'] },
      { kind: 'list', heading: name, items: [name] },
      { kind: 'link', label: name, url: 'https://example.com/' },
    ]);
    expect(readWiki(markup)).toContain('end');
    const [link = ''] = markup.split('\n').slice(-1);
    expect(link).toMatch(/^\[(?:[^|]*\|)?https:\/\/example\.com\/\]$/);
    expect(readWikiText(link.replace(/^\[|\|?https:\/\/example\.com\/\]$/g, '')).live).toEqual([]);
    expect(markup.split('\n').filter((line) => line.startsWith('h3. '))).toHaveLength(2);
  });
});
