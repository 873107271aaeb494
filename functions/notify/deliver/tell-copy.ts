import type { TicketSystem } from '../../../shared/channels/channel.ts';
import { ChannelFailure } from '../../../shared/channels/channel-failure.ts';
import type { Delivery } from '../../../shared/domain/delivery.ts';
import type { Ticket } from '../../../shared/domain/ticket.ts';
import type { NotifyPorts } from '../ports.ts';
import { type CopyStep, gistOf, nextCopyStep, saidAtOpening, saidLast } from './copy-step.ts';
import { draftDigest, draftOf } from './draft.ts';
import type { HeldDelivery } from './held-delivery.ts';

/** More than one ticket can want at once: open, close, and what came in between. */
const STEPS = 12;

/**
 * Brings the copy of a ticket up to date, step by step, each kept before the next. Answers when to look again by itself,
 * if at all. Throws ChannelFailure, DeliveryLost.
 */
export async function tellCopy(
  key: string,
  system: TicketSystem,
  held: HeldDelivery,
  { ledger, now }: Pick<NotifyPorts, 'ledger' | 'now'>,
): Promise<string | undefined> {
  for (let step = 0; step < STEPS; step += 1) {
    const ticket = await ledger.ticket(key);
    if (ticket === undefined) return undefined;
    const delivery = held.present();
    // One that failed may have been opened all the same, and then somebody was woken and waits for its end.
    const untold = delivery.copy === undefined && delivery.failing === undefined;
    if (system.urgent === true && untold && ticket.state === 'closed') return undefined;
    const next = nextCopyStep(ticket, delivery, now());
    if (next === undefined) return undefined;
    if (next.do === 'wait') return next.until;
    await take(next, ticket, system, held, { ledger, now }).catch((error: unknown) =>
      leaveGone(error, ticket, held),
    );
  }
  return now();
}

async function take(
  step: Exclude<CopyStep, { do: 'wait' }>,
  ticket: Ticket,
  system: TicketSystem,
  held: HeldDelivery,
  { ledger, now }: Pick<NotifyPorts, 'ledger' | 'now'>,
): Promise<void> {
  const { copy, told, saying, channel } = held.present();
  const draft = draftOf(ticket);
  if (step.do === 'open' || copy === undefined || told === undefined) {
    const found = await system.find(draft.fingerprint);
    const opened = found ?? (await system.open(draft));
    const { id, url } = opened;
    // First, since whoever finds the copy kept has no more to do with its link.
    if (url !== undefined)
      await ledger.changeTicket(ticket.key, (one) => linked(one, channel, url));
    await held.keep({
      copy: { id, url },
      told: {
        state: opened.state,
        digest: found === undefined ? draftDigest(draft) : '',
        gist: gistOf(ticket),
        revised: now(),
        comment: saidAtOpening(ticket),
      },
      failing: undefined,
    });
    return;
  }
  if (step.do === 'revise') {
    await system.revise(copy.id, draft);
    return held.keep({
      told: { ...told, digest: draftDigest(draft), gist: gistOf(ticket), revised: now() },
      failing: undefined,
    });
  }
  const { mark } = step.comment;
  const again = saying === mark;
  if (!again) await held.keep({ saying: mark });
  const note = { mark, text: step.text, again };
  if (step.do === 'reopen') await system.reopen(copy.id, note, draft);
  else await system[step.do](copy.id, note);
  const state: NonNullable<Delivery['told']>['state'] =
    step.do === 'comment' ? told.state : ticket.state;
  await held.keep({
    told: { ...told, state, comment: step.comment },
    saying: undefined,
    failing: undefined,
  });
}

/** Somebody deleted the copy: another is opened while there is something to tell, and none for what is over. */
async function leaveGone(error: unknown, ticket: Ticket, held: HeldDelivery): Promise<void> {
  if (!(error instanceof ChannelFailure) || error.kind !== 'gone') throw error;
  const { told } = held.present();
  if (ticket.state === 'open' || told === undefined)
    return held.keep({ copy: undefined, told: undefined, saying: undefined });
  const digest = draftDigest(draftOf(ticket));
  const comment = saidLast(ticket);
  await held.keep({ told: { ...told, state: 'closed', digest, comment }, saying: undefined });
}

function linked(ticket: Ticket | undefined, channel: string, url: string): Ticket | undefined {
  if (ticket === undefined || ticket.links?.[channel] === url) return undefined;
  return { ...ticket, links: { ...ticket.links, [channel]: url } };
}
