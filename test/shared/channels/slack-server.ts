import { startServer, type Vendor, type VendorAnswer } from './vendor.ts';

/** A message as people see it, and what it does besides being read. */
export interface SeenMessage {
  readonly text: string;
  readonly links: readonly { readonly text: string; readonly url: string }[];
  /** Mentions, emoji, markup: whatever Slack made of a text. */
  readonly made: readonly string[];
}

type Json = Readonly<Record<string, unknown>>;

const PATH = '/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX';
/** What Block Kit allows of each; none may be left out but `style`. */
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  message: ['text', 'mrkdwn', 'unfurl_links', 'unfurl_media', 'blocks'],
  header: ['type', 'text'],
  plain_text: ['type', 'text', 'emoji'],
  divider: ['type'],
  rich_text: ['type', 'elements'],
  rich_text_section: ['type', 'elements'],
  rich_text_list: ['type', 'elements', 'style'],
  rich_text_preformatted: ['type', 'elements'],
  text: ['type', 'text', 'style'],
  link: ['type', 'url', 'text'],
};

/** Slack, as far as an incoming webhook goes. https://docs.slack.dev/reference/block-kit */
export async function startSlack() {
  const messages: SeenMessage[] = [];
  const server = await startServer(
    ({ method, url, body }) => {
      if (method !== 'POST' || url.pathname !== PATH) return { status: 404, text: 'no_service' };
      const seen = read(JSON.parse(body) as Json);
      if (seen === undefined) return { status: 400, text: 'invalid_blocks' };
      messages.push(seen);
      return { status: 200, text: 'ok' } satisfies VendorAnswer;
    },
    {
      'rate-limited': { status: 429, headers: { 'retry-after': '7' }, text: 'rate_limited' },
      unavailable: { status: 503, text: 'rollup_error' },
      refused: { status: 403, text: 'action_prohibited' },
    },
  );
  return {
    ...(server satisfies Omit<Vendor, 'tickets'>),
    webhook: `${server.url.replace('http:', 'https:')}${PATH}`,
    messages: () => messages,
  };
}

/** `undefined` for what Slack refuses. */
function read(message: Json): SeenMessage | undefined {
  const made: string[] = [];
  const links: { text: string; url: string }[] = [];
  const blocks = message['blocks'];
  if (!knows('message', message) || !Array.isArray(blocks) || blocks.length > 50) return undefined;
  try {
    const lines = blocks.map((block: Json) => shown(block));
    return { text: [markup(String(message['text'])), ...lines].join('\n'), links, made };
  } catch {
    return undefined;
  }

  function shown(node: Json): string {
    const kind = String(node['type']);
    if (!knows(kind, node)) throw new Error(kind);
    const { text, elements } = node;
    if (kind === 'header') return header(text as Json);
    if (kind === 'divider') return '';
    if (kind === 'text') return sized(text, 3_000);
    if (kind === 'link') {
      links.push({ text: sized(text, 3_000), url: String(node['url']) });
      return sized(text, 3_000);
    }
    return (elements as readonly Json[]).map(shown).join(kind === 'rich_text' ? '\n' : '');
  }

  function header(text: Json): string {
    if (!knows('plain_text', text)) throw new Error('header');
    if (text['emoji'] !== false) made.push('emoji');
    return sized(text['text'], 150);
  }

  /** Text in which Slack reads its own markup. */
  function markup(text: string): string {
    const found = text.match(/<[^>]*>|\*[^*]+\*|_[^_]+_|~[^~]+~|`[^`]+`|:[a-z_]+:/g) ?? [];
    made.push(...found);
    return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  }
}

function knows(kind: string, node: Json): boolean {
  const members = MEMBERS[kind];
  return members !== undefined && Object.keys(node).every((key) => members.includes(key));
}

function sized(text: unknown, most: number): string {
  if (typeof text !== 'string' || text === '' || text.length > most) throw new Error('text');
  return text;
}
