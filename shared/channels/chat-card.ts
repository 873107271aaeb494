import type { Block } from '../domain/block.ts';
import { escapeHtml } from './html.ts';
import { legible, legibleLine } from './legible.ts';
import type { Message } from './message.ts';
import { shorten, within } from './shorten.ts';

type Json = Readonly<Record<string, unknown>>;

// A message may have 32,000 bytes; the rest is for the card around the texts.
// https://developers.google.com/workspace/chat/api/reference/rest/v1/spaces.messages/create
const LARGEST_CARD_BYTES = 28_000;
const LARGEST_TEXT_BYTES = 4_000;
const LONGEST_TITLE = 200;
// A card of more widgets is cut off by Chat without a word.
const MOST_WIDGETS = 90;

/**
 * A message as a card of Google Chat. A text paragraph reads a few tags of HTML, so that all else is escaped there; the
 * header of a card and the text for notifications hold words of Bailiff's alone.
 * https://developers.google.com/workspace/chat/format-messages#card-formatting
 */
export function chatMessage({ heading, title, blocks, thread }: Message): Json {
  const opening = paragraph(`<b>${html(legibleLine(title))}</b>`);
  const widgets = [opening, ...bounded(blocks)];
  return {
    fallbackText: heading,
    cardsV2: [
      {
        cardId: thread,
        card: {
          header: { title: shorten(heading, within(LONGEST_TITLE)) },
          sections: [{ widgets }],
        },
      },
    ],
    thread: { threadKey: thread },
  };
}

/** As many as one card holds, and a last one that says how many more there are. */
function bounded(blocks: readonly Block[]): readonly Json[] {
  const written: Json[] = [];
  let bytes = LARGEST_TEXT_BYTES;
  for (const [at, block] of blocks.entries()) {
    const next = widgetOf(block);
    bytes += Buffer.byteLength(JSON.stringify(next));
    if (written.length < MOST_WIDGETS && bytes <= LARGEST_CARD_BYTES) written.push(next);
    else
      return [...written, paragraph(`[… ${blocks.length - at} more parts: the ticket has them]`)];
  }
  return written;
}

function widgetOf(block: Block): Json {
  switch (block.kind) {
    case 'paragraph':
      return paragraph(html(legible(block.text)));
    case 'list':
      return under(block.heading, block.items.map((item) => `• ${legible(item)}`).join('\n'));
    case 'code':
      return under(block.heading, legible(block.lines.join('\n')));
    case 'link': {
      const text = shorten(legibleLine(block.label), within(LONGEST_TITLE));
      return { buttonList: { buttons: [{ text, onClick: { openLink: { url: block.url } } }] } };
    }
    case 'divider':
      return { divider: {} };
  }
}

function under(heading: string, text: string): Json {
  const top = `<b>${escapeHtml(shorten(legibleLine(heading), within(LONGEST_TITLE)))}</b>`;
  return paragraph(text === '' ? top : `${top}\n${html(text)}`);
}

function paragraph(text: string): Json {
  return { textParagraph: { text } };
}

/** Escaped, and so short that the escaped text fits. */
function html(text: string): string {
  return escapeHtml(
    shorten(text, (part) => Buffer.byteLength(escapeHtml(part)) <= LARGEST_TEXT_BYTES),
  );
}
