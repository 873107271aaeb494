import { describe, expect, it } from 'vitest';
import {
  gistOf,
  nextCopyStep,
  saidAtOpening,
} from '../../../../functions/notify/deliver/copy-step.ts';
import { draftDigest, draftOf } from '../../../../functions/notify/deliver/draft.ts';
import type { CopyTold } from '../../../../shared/domain/delivery.ts';
import type { Ticket } from '../../../../shared/domain/ticket.ts';

const AT = '2026-11-22T10:00:00Z';
const LATER = '2026-11-22T10:59:59Z';
const COPY = { id: '7', url: undefined };

function ticket(changes: Partial<Ticket> = {}): Ticket {
  return {
    ...{ id: 'BAILIFF-1', key: 'one', state: 'open', rules: [], resources: [], findings: [] },
    ...{ title: 'One', body: '', blocks: [], severity: 'high', project: 'p', channels: [] },
    ...{ comments: [], opened: AT, updated: AT },
    ...changes,
  };
}

const said = (...texts: readonly string[]) =>
  texts.map((text, n) => ({ at: `2026-11-22T10:00:0${n}Z`, text }));

function toldOf(one: Ticket, changes: Partial<CopyTold> = {}): CopyTold {
  const digest = draftDigest(draftOf(one));
  return {
    state: 'open',
    digest,
    gist: gistOf(one),
    revised: AT,
    comment: saidAtOpening(one),
    ...changes,
  };
}

const step = (one: Ticket, told: CopyTold | undefined, at = LATER) => {
  const next = nextCopyStep(one, { ...(told === undefined ? {} : { copy: COPY, told }) }, at);
  if (next === undefined || !('text' in next)) return next;
  return [next.do, next.text];
};

describe('the next step of a copy', () => {
  it('is to open one where there is none', () => {
    expect(step(ticket(), undefined)).toEqual({ do: 'open' });
  });

  it('is nothing when all is told', () => {
    const one = ticket({ comments: said('Seen again') });
    expect(step(one, toldOf(one))).toBe(undefined);
  });

  it('brings the text up to date before anything is said', () => {
    const one = ticket({ comments: said('Seen again') });
    const before = toldOf(ticket(), { digest: 'older' });
    expect(step(one, before)).toEqual({ do: 'revise' });
    expect(step(one, toldOf(one, { comment: undefined }))).toEqual(['comment', 'Seen again']);
  });

  it('closes and opens again with what is said of it', () => {
    const closed = ticket({ state: 'closed', comments: said('Closed: mended') });
    expect(step(closed, toldOf(closed))).toEqual(['close', 'Closed: mended']);
    const open = ticket({ comments: said('Closed: mended', 'Reopened: set back') });
    const told = toldOf(ticket({ comments: said('Closed: mended') }), { state: 'closed' });
    expect(step(open, { ...told, digest: draftDigest(draftOf(open)) })).toEqual([
      'reopen',
      'Reopened: set back',
    ]);
  });

  it('says in one what was said while the system was away, the newest three with their times', () => {
    const one = ticket({ state: 'closed', comments: said('a', 'b', 'c', 'd', 'e') });
    const told = toldOf(ticket({ comments: said('a') }), { digest: draftDigest(draftOf(one)) });
    expect(step(one, told)).toEqual([
      'close',
      '1 more in the meantime, which are not repeated here.\n\n2026-11-22T10:00:02Z  c\n\n2026-11-22T10:00:03Z  d\n\n2026-11-22T10:00:04Z  e',
    ]);
  });

  it('goes by the time where the ledger no longer keeps what was said last', () => {
    const one = ticket({ comments: said('a', 'b', 'c').slice(1) });
    const told = toldOf(ticket({ comments: said('gone') }), { digest: draftDigest(draftOf(one)) });
    expect(step(one, told)).toEqual([
      'comment',
      '2026-11-22T10:00:01Z  b\n\n2026-11-22T10:00:02Z  c',
    ]);
  });

  it('does not let a title, severity or rule wait', () => {
    const one = ticket({ severity: 'medium', title: 'Two', rules: ['a'] });
    const of = (changes: Partial<Ticket>) =>
      step(ticket({ severity: 'medium', title: 'Two', rules: ['a'], ...changes }), toldOf(one), AT);
    expect(of({ severity: 'high' })).toEqual({ do: 'revise' });
    expect(of({ title: 'Three' })).toEqual({ do: 'revise' });
    expect(of({ rules: ['a', 'b'] })).toEqual({ do: 'revise' });
    expect(of({ owner: 'ann' })).toMatchObject({ do: 'wait' });
  });

  it('lets a text that only counts on be for an hour, and a list of many for five minutes', () => {
    const told = toldOf(ticket(), { digest: 'older' });
    expect(step(ticket(), told)).toEqual({ do: 'wait', until: '2026-11-22T11:00:00.000Z' });
    expect(step(ticket(), told, '2026-11-22T11:00:00Z')).toEqual({ do: 'revise' });
    const many = ticket({ members: [] });
    const listed = toldOf(many, { digest: 'older' });
    expect(step(many, listed)).toEqual({ do: 'revise' });
    expect(step(many, listed, AT)).toEqual({ do: 'wait', until: '2026-11-22T10:05:00.000Z' });
  });
});
