import type { Block } from '../domain/block.ts';
import { legible } from './legible.ts';
import type { Message } from './message.ts';
import { shorten, within } from './shorten.ts';

type Json = Readonly<Record<string, unknown>>;

// https://docs.slack.dev/reference/block-kit/blocks
const MOST_BLOCKS = 50;
const LONGEST_HEADER = 150;
const LONGEST_TEXT = 3_000;
// What a channel can be asked to read; a message is refused from 40,000 on.
const LONGEST_MESSAGE = 20_000;
const MOST_ITEMS = 40;

/**
 * A message as Slack's Block Kit. Strangers' texts stand in rich text alone, whose text elements Slack shows as they
 * are: it reads no markup, mention, emoji or address in them. https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
 */
export function slackMessage({ heading, title, blocks }: Message): Json {
  const header = {
    type: 'header',
    text: { type: 'plain_text', text: shorten(heading, within(LONGEST_HEADER)), emoji: false },
  };
  return {
    // What a notification shows. Slack reads markup in it, so it holds words of Bailiff's alone.
    text: heading.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
    mrkdwn: false,
    unfurl_links: false,
    unfurl_media: false,
    blocks: [header, richText(section(styled(title))), ...bounded(blocks)],
  };
}

/** As many as one message holds, and a last one that says how many more there are. */
function bounded(blocks: readonly Block[]): readonly Json[] {
  const written: Json[] = [];
  let length = 0;
  for (const [at, block] of blocks.entries()) {
    const next = slackBlock(block);
    length += JSON.stringify(next).length;
    if (written.length < MOST_BLOCKS - 3 && length <= LONGEST_MESSAGE) written.push(next);
    else {
      const rest = `[… ${blocks.length - at} more parts: the ticket has them]`;
      return [...written, richText(section(plain(rest)))];
    }
  }
  return written;
}

function slackBlock(block: Block): Json {
  switch (block.kind) {
    case 'paragraph':
      return richText(section(plain(block.text)));
    case 'list': {
      const items = block.items.slice(0, MOST_ITEMS).map((item) => section(plain(item)));
      const left = block.items.length - items.length;
      const more = left > 0 ? [section(plain(`[… ${left} more]`))] : [];
      const list = { type: 'rich_text_list', style: 'bullet', elements: [...items, ...more] };
      return richText(section(styled(block.heading)), ...(items.length > 0 ? [list] : []));
    }
    case 'code': {
      const lines = { type: 'rich_text_preformatted', elements: [plain(block.lines.join('\n'))] };
      return richText(section(styled(block.heading)), lines);
    }
    case 'link':
      return richText(section({ type: 'link', url: block.url, text: textOf(block.label) }));
    case 'divider':
      return { type: 'divider' };
  }
}

function richText(...elements: readonly Json[]): Json {
  return { type: 'rich_text', elements };
}

function section(element: Json): Json {
  return { type: 'rich_text_section', elements: [element] };
}

function plain(text: string): Json {
  return { type: 'text', text: textOf(text) };
}

function styled(text: string): Json {
  return { ...plain(text), style: { bold: true } };
}

/** Slack refuses an element without text. */
function textOf(text: string): string {
  return shorten(legible(text), within(LONGEST_TEXT)) || ' ';
}
