import { describe, expect, it } from 'vitest';
import type { Ticket } from '../../../../shared/domain/ticket.ts';
import { ticketCursor } from '../../../../shared/ledger/told.ts';
import type { Opened } from '../contract.ts';

const KEY = '//run.googleapis.com/projects/data-dev/locations/us-central1/jobs/nightly';

function ticket(key: string): Ticket {
  return {
    id: '',
    key,
    state: 'open',
    rules: ['default-service-account'],
    resources: [KEY],
    findings: ['default-service-account~data-dev~us-central1~nightly'],
    title: 'nightly runs as the default service account',
    body: 'It should run as an account of its own.',
    blocks: [{ kind: 'paragraph', text: 'It should run as an account of its own.' }],
    severity: 'medium',
    project: 'data-dev',
    channels: [],
    comments: [],
    opened: '2026-03-01T10:00:00Z',
    updated: '2026-03-01T10:00:00Z',
  };
}

function comment(text: string): (present: Ticket | undefined) => Ticket {
  return (present = ticket(KEY)) => ({
    ...present,
    comments: [...present.comments, { at: '2026-03-01T10:01:00Z', text }],
  });
}

export function ticketsContract(opened: Opened): void {
  describe('tickets', () => {
    it('get ids of the ledger in the order they are opened', async () => {
      const { ledger, another } = opened();
      const second = await another();
      const given: (Ticket | undefined)[] = [];
      const first = await ledger.changeTicket(KEY, (present) => {
        given.push(present);
        return ticket(KEY);
      });
      expect(given).toContain(undefined);
      expect(first).toEqual({ ...ticket(KEY), id: 'BAILIFF-1' });
      const attempt = `${KEY}#attempt`;
      await second.changeTicket(attempt, () => ticket(attempt));
      expect((await ledger.tickets()).map(({ id, key }) => [id, key])).toEqual([
        ['BAILIFF-1', KEY],
        ['BAILIFF-2', attempt],
      ]);
      expect(await second.ticket(KEY)).toEqual(first);
      expect(await ledger.ticket(`${KEY}-2`)).toBe(undefined);
    });

    it('are listed by number beyond the ninth', async () => {
      const { ledger } = opened();
      for (let n = 1; n <= 11; n++) await ledger.changeTicket(`key-${n}`, ticket.bind(null, 'k'));
      const ids = (await ledger.tickets()).map(({ id }) => id);
      expect(ids.slice(8)).toEqual(['BAILIFF-9', 'BAILIFF-10', 'BAILIFF-11']);
      const page = await ledger.tickets({ limit: 2, after: ticketCursor({ id: 'BAILIFF-8' }) });
      expect(page.map(({ id }) => id)).toEqual(['BAILIFF-9', 'BAILIFF-10']);
      const last = await ledger.tickets({ after: ticketCursor({ id: 'BAILIFF-10' }) });
      expect(last.map(({ id }) => id)).toEqual(['BAILIFF-11']);
    });

    it.each([{ limit: 0 }, { limit: 501 }, { after: 'nonsense' }, { after: '' }])(
      'are not listed by %j',
      async (page) => {
        await expect(opened().ledger.tickets(page)).rejects.toThrow(RangeError);
      },
    );

    it('are changed from what stands, and keep id and key', async () => {
      const { ledger } = opened();
      await ledger.changeTicket(KEY, comment('one'));
      const changed = await ledger.changeTicket(KEY, (present) => {
        const next = comment('two')(present);
        return { ...next, state: 'closed', id: 'BAILIFF-7', key: 'another' };
      });
      expect(changed).toMatchObject({ id: 'BAILIFF-1', key: KEY, state: 'closed' });
      expect(changed?.comments.map(({ text }) => text)).toEqual(['one', 'two']);
      expect(await ledger.tickets()).toEqual([changed]);
    });

    it('stay as they are when the change makes nothing of them', async () => {
      const { ledger } = opened();
      expect(await ledger.changeTicket(KEY, () => undefined)).toBe(undefined);
      expect(await ledger.tickets()).toEqual([]);
      const first = await ledger.changeTicket(KEY, comment('one'));
      expect(await ledger.changeTicket(KEY, () => undefined)).toEqual(first);
    });

    it('stay as they are when the change throws', async () => {
      const { ledger } = opened();
      const first = await ledger.changeTicket(KEY, comment('one'));
      await expect(
        ledger.changeTicket(KEY, () => {
          throw new Error('no such finding');
        }),
      ).rejects.toThrow('no such finding');
      expect(await ledger.ticket(KEY)).toEqual(first);
      await ledger.changeTicket(KEY, comment('two'));
    });

    it('lose no change that several connections make at once', async () => {
      const { ledger, another } = opened();
      const connections = [ledger, await another()];
      const texts = ['1', '2', '3', '4', '5', '6'];
      await Promise.all(
        texts.map((text, n) => connections[n % 2]?.changeTicket(KEY, comment(text))),
      );
      const comments = (await ledger.ticket(KEY))?.comments ?? [];
      expect(comments.map(({ text }) => text).sort()).toEqual(texts);
      expect(await ledger.tickets()).toHaveLength(1);
    });
  });
}
