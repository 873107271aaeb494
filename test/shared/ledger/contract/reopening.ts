import { describe, expect, it } from 'vitest';
import type { FindingState } from '../../../../shared/domain/finding.ts';
import { sighting } from '../../../fixtures/sighting.ts';
import type { Opened } from '../contract.ts';

const ID = 'default-service-account~payments-prod~us-central1~nightly';
const EXEMPTION = { id: 'nightly-until-june', expires: '2026-06-01' };

export function reopeningContract(opened: Opened): void {
  describe('the state of a finding that is seen again', () => {
    it.for<[string, Parameters<typeof sighting>[0]]>([
      ['a newer generation', { eventKey: 'event-2', generation: 3 }],
      ['another uid', { eventKey: 'event-2', uid: 'uid-2' }],
      ['a newer generation read on redelivery', { generation: 3 }],
    ])('a remediated finding is set back by %s', async ([, change]) => {
      const { ledger } = opened();
      await ledger.see(sighting({ generation: 1 }));
      await ledger.move(ID, { state: 'remediated' });
      const again = sighting({ ...change, at: '2026-03-01T11:00:00Z' });
      const finding = await ledger.see(again);
      expect(finding.state).toBe('open');
      expect(finding.setBacks).toEqual(['2026-03-01T11:00:00Z']);
      expect(finding.history.at(-1)?.what).toMatch(/^set back: changed by dev@example\.com, gen/);
      expect((await ledger.see(again)).setBacks).toEqual(['2026-03-01T11:00:00Z']);
    });

    it.for<FindingState>(['remediated', 'resolved', 'exempt'])(
      'a %s finding reopens at a new event of the same generation, with no set-back',
      async (state) => {
        const { ledger } = opened();
        await ledger.see(sighting());
        await ledger.move(ID, { state });
        expect((await ledger.see(sighting())).state).toBe(state);
        const finding = await ledger.see(sighting({ eventKey: 'event-2' }));
        expect(finding.state).toBe('open');
        expect(finding.setBacks).toEqual([]);
        expect(finding.history.at(-1)?.what).toBe(
          `reopened from ${state}: changed by dev@example.com, generation 1; mode remediate`,
        );
      },
    );

    it('a resolved finding has no set-back at a newer generation', async () => {
      const { ledger } = opened();
      await ledger.see(sighting());
      await ledger.move(ID, { state: 'resolved' });
      const again = await ledger.see(sighting({ eventKey: 'event-2', generation: 2 }));
      expect([again.state, again.setBacks]).toEqual(['open', []]);
    });

    it('an exempt finding stays so while the decision says it', async () => {
      const { ledger } = opened();
      await ledger.see(sighting({ exemption: EXEMPTION, mode: 'observe' }));
      await ledger.move(ID, { state: 'exempt' });
      const change = { eventKey: 'event-2', generation: 2, mode: 'observe' } as const;
      expect((await ledger.see(sighting({ ...change, exemption: EXEMPTION }))).state).toBe(
        'exempt',
      );
      expect((await ledger.see(sighting({ ...change, eventKey: 'event-3' }))).state).toBe('open');
    });

    it.for<FindingState>(['failed', 'held', 'ticketed', 'awaiting-approval', 'settling'])(
      'a %s finding stays so until its job, mode or policy changes',
      async (state) => {
        const { ledger } = opened();
        for (const change of [
          { generation: 2 },
          { uid: 'uid-2' },
          { mode: 'approve' } as const,
          { policyDigest: 'b'.repeat(64) },
        ]) {
          const job = `job-${Object.keys(change)[0]?.toLowerCase()}`;
          const { id } = await ledger.see(sighting({ job }));
          await ledger.move(id, { state });
          expect((await ledger.see(sighting({ job, eventKey: 'event-2' }))).state).toBe(state);
          expect((await ledger.see(sighting({ job, ...change }))).state).toBe('open');
        }
      },
    );
  });
}
