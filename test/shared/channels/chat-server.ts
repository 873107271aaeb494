import { readHtml } from './read-html.ts';
import type { SeenMessage } from './slack-server.ts';
import { startServer, type VendorRequest } from './vendor.ts';

type Json = Readonly<Record<string, unknown>>;

export interface ChatMessage extends SeenMessage {
  readonly thread: string;
}

const PATH = '/v1/spaces/AAAAAAAAAAA/messages';
const KEY = 'AIzaSyAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
const TOKEN = 'tttttttttttttttttttttttttttttttttttttttttt';
const LARGEST = 32_000;

/** Google Chat, as far as a space's webhook goes. https://developers.google.com/workspace/chat/quickstart/webhooks */
export async function startChat() {
  const messages = new Map<string, ChatMessage>();
  const server = await startServer(
    (request) => {
      const { url, body } = request;
      const refused = refusalOf(request);
      if (refused !== undefined)
        return { status: refused, json: { error: { code: refused, message: 'Refused' } } };
      const thread = (JSON.parse(body) as { thread: { threadKey: string } }).thread.threadKey;
      const id = url.searchParams.get('requestId') ?? `${messages.size}`;
      if (!messages.has(id)) messages.set(id, { ...read(JSON.parse(body) as Json), thread });
      return { status: 200, json: { name: `spaces/AAAAAAAAAAA/messages/${id}` } };
    },
    {
      'rate-limited': {
        status: 429,
        json: { error: { code: 429, message: 'Quota exceeded', status: 'RESOURCE_EXHAUSTED' } },
      },
    },
  );
  return {
    ...server,
    webhook: `${server.url.replace('http:', 'https:')}${PATH}?key=${KEY}&token=${TOKEN}`,
    messages: () => [...messages.values()],
  };
}

function refusalOf({ method, url, body }: VendorRequest): number | undefined {
  const { searchParams } = url;
  if (method !== 'POST' || url.pathname !== PATH) return 404;
  if (searchParams.get('key') !== KEY || searchParams.get('token') !== TOKEN) return 401;
  if (searchParams.get('messageReplyOption') !== 'REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD') return 400;
  if (Buffer.byteLength(body) > LARGEST) return 400;
  return undefined;
}

function read({ fallbackText, cardsV2, ...rest }: Json): Omit<ChatMessage, 'thread'> {
  const [{ card }] = cardsV2 as [
    { card: { header: { title: string }; sections: [{ widgets: Json[] }] } },
  ];
  if (Object.keys(rest).join() !== 'thread') throw new Error('Unknown members.');
  const made: string[] = [];
  const links: { text: string; url: string }[] = [];
  const lines = card.sections[0].widgets.map((widget) => {
    const [[kind, content] = []] = Object.entries(widget);
    if (kind === 'divider') return '';
    if (kind === 'buttonList') {
      const [{ text, onClick }] = (
        content as { buttons: [{ text: string; onClick: { openLink: { url: string } } }] }
      ).buttons;
      links.push({ text, url: onClick.openLink.url });
      return text;
    }
    if (kind !== 'textParagraph') throw new Error(`Unknown widget ${kind}.`);
    const html = readHtml((content as { text: string }).text);
    made.push(...html.elements.filter((element) => element !== 'b'));
    return html.text;
  });
  return { text: [fallbackText, card.header.title, ...lines].join('\n'), links, made };
}
