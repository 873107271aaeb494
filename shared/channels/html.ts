import type { Block } from '../domain/block.ts';
import { legible, legibleLine } from './legible.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** So that HTML shows the text as it is, between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

const CODE = 'background:#f4f4f4;padding:8px;white-space:pre-wrap;font-family:monospace';
const TEXT = 'white-space:pre-wrap';

/**
 * A whole page of HTML for a mail: no style sheet, script, image or anything else from elsewhere, and no link but those
 * of link blocks.
 */
export function htmlPage(title: string, blocks: readonly Block[]): string {
  const heading = escapeHtml(legibleLine(title));
  const body = blocks.map(htmlOf).join('\n');
  return `<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>${heading}</title></head>\n<body style="font-family:sans-serif">\n<h2>${heading}</h2>\n${body}\n</body>\n</html>\n`;
}

function htmlOf(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return `<p style="${TEXT}">${escaped(block.text)}</p>`;
    case 'list': {
      const items = block.items.map((item) => `<li style="${TEXT}">${escaped(item)}</li>`);
      return [`<h3>${escapeHtml(legibleLine(block.heading))}</h3>`, '<ul>', ...items, '</ul>'].join(
        '\n',
      );
    }
    case 'code':
      return `<h3>${escapeHtml(legibleLine(block.heading))}</h3>\n<pre style="${CODE}">${escaped(block.lines.join('\n'))}</pre>`;
    case 'link':
      return `<p><a href="${escapeHtml(block.url)}">${escapeHtml(legibleLine(block.label))}</a></p>`;
    case 'divider':
      return '<hr>';
  }
}

function escaped(text: string): string {
  return escapeHtml(legible(text));
}
