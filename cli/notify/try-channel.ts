import type { Channel, TicketSystem } from '../../shared/channels/channel.ts';
import { ChannelFailure } from '../../shared/channels/channel-failure.ts';
import { ApiFailure } from '../../shared/gcp/api-failure.ts';
import { NoCredentials } from '../../shared/http/credentials.ts';
import { Unanswered } from '../../shared/http/unanswered.ts';
import type { TestNews } from './test-news.ts';

/** One thing that was sent, or could not be. */
export interface Tried {
  readonly what:
    | 'ticket'
    | 'comment'
    | 'end of the ticket'
    | 'news'
    | 'alert'
    | 'finding'
    | 'connection';
  readonly ok: boolean;
  /** Where it can be seen, or why it was not taken, in a sentence. */
  readonly said: string;
}

/**
 * Sends all that the channel takes, one after the other; what fails is told and does not keep the rest from being tried.
 * Ends the channel.
 */
export async function tryChannel(
  connect: () => Promise<Channel>,
  news: TestNews,
  alerts: boolean,
): Promise<readonly Tried[]> {
  let channel: Channel;
  try {
    channel = await connect();
  } catch (error) {
    return [failed('connection', error)];
  }
  const { tickets, people, alerts: alerted, findings } = channel;
  const tried = [
    ...(tickets === undefined ? [] : await tryTickets(tickets, news)),
    ...(people === undefined ? [] : [await once('news', () => people.tell(news.ticket))]),
    ...(alerted === undefined || !alerts
      ? []
      : [await once('alert', () => alerted.tell(news.alert))]),
    ...(findings === undefined ? [] : [await once('finding', () => findings.tell(news.finding))]),
  ];
  const ended = await once('connection', async () => channel.close?.());
  return ended.ok ? tried : [...tried, ended];
}

async function tryTickets(
  tickets: TicketSystem,
  { draft, comment, end }: TestNews,
): Promise<readonly Tried[]> {
  let id = '';
  const opened = await once('ticket', async () => {
    const copy = await tickets.open(draft);
    id = copy.id;
    return copy.url ?? copy.id;
  });
  if (!opened.ok) return [opened];
  return [
    opened,
    await once('comment', () => tickets.comment(id, comment)),
    // Also when the comment was refused: nothing is to stay open.
    await once('end of the ticket', () => tickets.close(id, end)),
  ];
}

async function once(what: Tried['what'], send: () => Promise<unknown>): Promise<Tried> {
  try {
    const answer = await send();
    return { what, ok: true, said: typeof answer === 'string' ? answer : '' };
  } catch (error) {
    return failed(what, error);
  }
}

function failed(what: Tried['what'], error: unknown): Tried {
  if (error instanceof ChannelFailure || error instanceof ApiFailure)
    return { what, ok: false, said: error.message };
  if (error instanceof Unanswered)
    return { what, ok: false, said: `There was no answer (${error.message}).` };
  if (error instanceof NoCredentials)
    return { what, ok: false, said: `${error.message}: ${error.remedy}` };
  // Its message may quote what was to be sent, secrets included.
  const name = error instanceof Error ? error.name : typeof error;
  return { what, ok: false, said: `The channel failed by itself (${name}).` };
}
