import { describe, expect, test } from 'vitest';
import { type AdfNode, jiraAdf } from '../../../shared/channels/jira-adf.ts';
import { HOSTILE_NAMES } from '../../fixtures/hostile-names.ts';
import { isDocument } from './jira-documented.ts';

describe('an Atlassian Document', () => {
  test('has a node for every block', () => {
    const document = jiraAdf([
      { kind: 'paragraph', text: 'a\nb' },
      { kind: 'list', heading: 'Evidence', items: ['one'] },
      { kind: 'list', heading: 'Nothing', items: [] },
      { kind: 'divider' },
      { kind: 'code', heading: '', lines: ['x \\', '  y'] },
      { kind: 'link', label: 'Log', url: 'https://example.com/a?b=c' },
      { kind: 'link', label: 'No', url: 'javascript:alert(1)' },
    ]);
    expect(document).toEqual({
      type: 'doc',
      version: 1,
      content: [
        {
          type: 'paragraph',
          content: [
            { type: 'text', text: 'a' },
            { type: 'hardBreak' },
            { type: 'text', text: 'b' },
          ],
        },
        { type: 'heading', attrs: { level: 3 }, content: [{ type: 'text', text: 'Evidence' }] },
        {
          type: 'bulletList',
          content: [
            {
              type: 'listItem',
              content: [{ type: 'paragraph', content: [{ type: 'text', text: 'one' }] }],
            },
          ],
        },
        { type: 'heading', attrs: { level: 3 }, content: [{ type: 'text', text: 'Nothing' }] },
        { type: 'rule' },
        { type: 'codeBlock', content: [{ type: 'text', text: 'x \\\n  y' }] },
        {
          type: 'paragraph',
          content: [
            {
              type: 'text',
              text: 'Log',
              marks: [{ type: 'link', attrs: { href: 'https://example.com/a?b=c' } }],
            },
          ],
        },
        { type: 'paragraph', content: [{ type: 'text', text: 'No: javascript:alert(1)' }] },
      ],
    });
    expect(isDocument(document)).toBe(true);
  });

  test.each(HOSTILE_NAMES)('of %j holds nothing but text', (name) => {
    const document = jiraAdf([
      { kind: 'paragraph', text: name },
      { kind: 'list', heading: name, items: [name, ''] },
      { kind: 'code', heading: name, lines: [name, ''] },
      { kind: 'link', label: name, url: 'https://example.com/' },
      { kind: 'link', label: 'x', url: name },
    ]);
    expect(isDocument(document)).toBe(true);
    const hrefs = [...JSON.stringify(document).matchAll(/"href":"([^"]*)"/g)].map(
      ([, href]) => href,
    );
    expect(hrefs.filter((href) => !/^https:\/\/(?:evil\.)?example/.test(href ?? ''))).toEqual([]);
    const texts = textsIn(document);
    expect(texts.filter((text) => /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(text))).toEqual(
      [],
    );
  });
});

function textsIn({ text, content = [] }: AdfNode): readonly string[] {
  return [...(text === undefined ? [] : [text]), ...content.flatMap(textsIn)];
}
