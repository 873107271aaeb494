import { describe, expect, it } from 'vitest';
import type { Burst } from '../../../../shared/domain/burst.ts';
import type { Delivery } from '../../../../shared/domain/delivery.ts';
import type { Opened } from '../contract.ts';

const AT = '2026-03-01T10:00:00Z';
const DELIVERY: Delivery = {
  channel: 'desk',
  subject: { kind: 'ticket', ticket: '//run.googleapis.com/projects/data-dev' },
  copy: { id: '7', url: 'https://desk.example/7' },
};

function adding(key: string): (present: Burst | undefined) => Burst {
  return (present) => ({ recent: [...(present?.recent ?? []), { key, at: AT }], until: undefined });
}

export function noticesContract(opened: Opened): void {
  describe('notices', () => {
    it('are kept by kind and key, on every connection, and forget what a change leaves out', async () => {
      const { ledger, another } = opened();
      const second = await another();
      expect(await ledger.notice('delivery', 'desk|ticket|one')).toBe(undefined);
      await ledger.changeNotice('delivery', 'desk|ticket|one', () => ({
        ...DELIVERY,
        saying: 'a',
      }));
      await ledger.changeNotice('channel', 'desk|ticket|one', () => ({ failing: undefined }));
      expect(await second.notice('delivery', 'desk|ticket|one')).toEqual({
        ...DELIVERY,
        saying: 'a',
      });
      await second.changeNotice('delivery', 'desk|ticket|one', () => DELIVERY);
      expect(await ledger.notice('delivery', 'desk|ticket|one')).toEqual(DELIVERY);
      expect(await ledger.notice('delivery', 'desk|ticket|two')).toBe(undefined);
    });

    it('stay as they are when the change makes nothing of them', async () => {
      const { ledger } = opened();
      expect(await ledger.changeNotice('delivery', 'one', () => undefined)).toBe(undefined);
      await ledger.changeNotice('delivery', 'one', () => DELIVERY);
      expect(await ledger.changeNotice('delivery', 'one', () => undefined)).toEqual(DELIVERY);
    });

    it('lose no change that several connections make at once', async () => {
      const { ledger, another } = opened();
      const connections = [ledger, await another()];
      const keys = ['a', 'b', 'c', 'd', 'e', 'f'];
      await Promise.all(
        keys.map((key, n) => connections[n % 2]?.changeNotice('burst', 'data-dev', adding(key))),
      );
      const burst = await ledger.notice('burst', 'data-dev');
      expect(burst?.recent.map(({ key }) => key).toSorted()).toEqual(keys);
    });
  });
}
