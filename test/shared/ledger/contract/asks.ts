import { describe, expect, it } from 'vitest';
import type { Ask } from '../../../../shared/ledger/asked.ts';
import type { Ledger } from '../../../../shared/ledger/ledger.ts';
import { claimRequest } from '../../../fixtures/claim-request.ts';
import { someProposal } from '../../../fixtures/proposal.ts';
import { sighting } from '../../../fixtures/sighting.ts';
import type { Opened } from '../contract.ts';

const ID = 'default-service-account~payments-prod~us-central1~nightly';
const ADMIN = 'user:admin@example.com';
const SECOND = 'user:second@example.com';
const NOON = '2026-03-01T12:00:00Z';
const MIDNIGHT = '2026-03-02T00:00:00Z';
const { digest } = someProposal();

const approve = (changes: Partial<Extract<Ask, { kind: 'approve' }>> = {}): Ask => ({
  ...{ kind: 'approve', id: 'ask-1', by: ADMIN, at: NOON, expires: MIDNIGHT, digest },
  ...changes,
});
const reject: Ask = {
  ...{ kind: 'reject', by: ADMIN, at: NOON, reason: 'Not in March.', diagnosis: undefined },
};
const undo = (changes: Partial<Extract<Ask, { kind: 'undo' }>> = {}): Ask => ({
  ...{ kind: 'undo', id: 'ask-1', by: ADMIN, at: NOON, expires: MIDNIGHT, decision: 'decision-0' },
  ...changes,
});
/** The claim that carries a request out. */
const carrying = (request: string, changes: Parameters<typeof claimRequest>[0] = {}) =>
  claimRequest({ decision: `${ID}@approve.${request}`, request, at: NOON, ...changes });

async function waiting(ledger: Ledger) {
  await ledger.see(sighting());
  await ledger.move(ID, {
    state: 'awaiting-approval',
    mode: 'approve',
    proposal: someProposal(),
    entry: { at: '2026-03-01T11:00:00Z', what: 'Waits for an approver.' },
  });
}

export function asksContract(opened: Opened): void {
  describe('what approvers ask', () => {
    it('is recorded with the finding and its history, and read back by everybody', async () => {
      const { ledger, another } = opened();
      await waiting(ledger);
      const answer = await ledger.ask(ID, approve());
      expect(answer?.kind).toBe('taken');
      const finding = await (await another()).finding(ID);
      expect(finding).toMatchObject({
        state: 'awaiting-approval',
        proposal: someProposal(),
        request: {
          ...{ kind: 'approve', id: 'ask-1', by: ADMIN, at: NOON, expires: MIDNIGHT, of: digest },
          used: false,
        },
      });
      expect(finding?.history.at(-1)).toEqual({
        at: NOON,
        what: `${ADMIN} approved the plan 0123456789ab; it can be begun until ${MIDNIGHT}.`,
      });
      expect(answer).toEqual({ kind: 'taken', finding });
    });

    it('is the present plan when no digest is named, and any beginning of 12 digits names it', async () => {
      const { ledger } = opened();
      await waiting(ledger);
      expect((await ledger.ask(ID, approve({ digest: undefined })))?.kind).toBe('taken');
      expect((await ledger.ask(ID, approve({ digest: '0123456789ABCC' })))?.kind).toBe('taken');
    });

    it.for([{ digest: '0123456789a' }, { digest: 'f'.repeat(64) }, { digest: '' }])(
      'is refused for the digest "$digest", and nothing is written',
      async (named) => {
        const { ledger } = opened();
        await waiting(ledger);
        const before = await ledger.finding(ID);
        expect(await ledger.ask(ID, approve(named))).toEqual({
          kind: 'refused',
          because: `The plan that waits is 0123456789ab, not ${named.digest}: look at it, then approve that.`,
        });
        expect(await ledger.finding(ID)).toEqual(before);
      },
    );

    it('is nothing for a finding that nobody knows', async () => {
      expect(await opened().ledger.ask('nobody', approve())).toBeUndefined();
    });

    it('is refused, as is a rejection, where no plan waits', async () => {
      const { ledger } = opened();
      await ledger.see(sighting());
      const refused = {
        kind: 'refused',
        because: 'No plan of it waits for an approver: it is open.',
      };
      expect(await ledger.ask(ID, approve())).toEqual(refused);
      expect(await ledger.ask(ID, reject)).toEqual(refused);
      await ledger.move(ID, { state: 'awaiting-approval' });
      expect(await ledger.ask(ID, approve())).toEqual({
        kind: 'refused',
        because: 'No plan of it is kept: the next event or sweep makes one.',
      });
    });

    it('is asked once by two approvers of the same plan, and anew when it has expired or is over', async () => {
      const { ledger, another } = opened();
      await waiting(ledger);
      await ledger.ask(ID, approve());
      const second = approve({ id: 'ask-2', by: SECOND });
      expect(await (await another()).ask(ID, second)).toMatchObject({
        kind: 'taken',
        finding: { request: { id: 'ask-1', by: ADMIN } },
      });
      const late = approve({ id: 'ask-3', at: MIDNIGHT });
      expect(await ledger.ask(ID, late)).toMatchObject({ finding: { request: { id: 'ask-3' } } });
      await ledger.ask(ID, approve({ id: 'ask-4', over: 'ask-3' }));
      expect((await ledger.finding(ID))?.request?.id).toBe('ask-4');
    });

    it('loses its plan with the state, and its request once that is said to be over', async () => {
      const { ledger } = opened();
      await waiting(ledger);
      await ledger.ask(ID, approve());
      await ledger.move(ID, { state: 'held', over: 'another' });
      expect(await ledger.finding(ID)).toMatchObject({ request: { id: 'ask-1' } });
      expect((await ledger.finding(ID))?.proposal).toBeUndefined();
      await ledger.move(ID, { over: 'ask-1' });
      expect((await ledger.finding(ID))?.request).toBeUndefined();
    });

    it('is held when he rejects it, until it waits again', async () => {
      const { ledger } = opened();
      await waiting(ledger);
      await ledger.ask(ID, approve());
      await ledger.ask(ID, reject);
      const held = await ledger.finding(ID);
      expect(held).toMatchObject({
        state: 'held',
        mode: 'ticket',
        decision: { mode: 'ticket' },
        hold: {
          ...{ kind: 'rejected', by: ADMIN, at: NOON, reason: 'Not in March.' },
          ...{ uid: 'uid-1', generation: 1, policyDigest: 'a'.repeat(64) },
        },
      });
      expect(held?.request).toBeUndefined();
      expect(held?.proposal).toBeUndefined();
      expect(held?.history.at(-1)?.what).toBe(
        `${ADMIN} rejected the plan 0123456789ab: Not in March.`,
      );
      expect((await ledger.move(ID, { state: 'ticketed' }))?.hold?.kind).toBe('rejected');
      const again = { state: 'awaiting-approval', proposal: someProposal() } as const;
      expect((await ledger.move(ID, again))?.hold).toBeUndefined();
    });

    it('may be to undo whatever state the finding is in, once for one decision', async () => {
      const { ledger } = opened();
      await ledger.see(sighting());
      await ledger.move(ID, { state: 'remediated' });
      await ledger.ask(ID, undo());
      await ledger.ask(ID, undo({ id: 'ask-2', by: SECOND }));
      expect((await ledger.finding(ID))?.request).toMatchObject({
        ...{ kind: 'undo', id: 'ask-1', of: 'decision-0', by: ADMIN },
      });
      await ledger.ask(ID, undo({ id: 'ask-3', decision: 'decision-1' }));
      expect((await ledger.finding(ID))?.request).toMatchObject({ id: 'ask-3', of: 'decision-1' });
    });
  });

  describe('a claim that carries out what an approver asked', () => {
    const CLAIMED = { kind: 'claimed', plan: undefined, steps: [] };

    it('uses the request up, is resumed by its own decision, and started by no other', async () => {
      const { ledger, another } = opened();
      await waiting(ledger);
      await ledger.ask(ID, approve());
      expect(await ledger.claim(carrying('ask-1'))).toEqual(CLAIMED);
      expect((await ledger.finding(ID))?.request?.used).toBe(true);
      const later = carrying('ask-1', { owner: 'two', at: '2026-03-01T12:05:00Z' });
      expect(await (await another()).claim(later)).toEqual(CLAIMED);
      const other = carrying('ask-1', { decision: 'another', at: '2026-03-01T13:00:00Z' });
      expect(await ledger.claim(other)).toEqual({
        kind: 'void',
        because: 'The request was used before.',
      });
      expect(await ledger.remediationsOf(other.resource)).toHaveLength(1);
    });

    it('is void, and claims nothing, once the request is withdrawn, replaced or expired', async () => {
      const { ledger } = opened();
      await waiting(ledger);
      const withdrawn = 'The request was withdrawn, or another one took its place.';
      expect(await ledger.claim(carrying('ask-1'))).toEqual({ kind: 'void', because: withdrawn });
      await ledger.ask(ID, approve());
      expect(await ledger.claim(carrying('ask-2'))).toEqual({ kind: 'void', because: withdrawn });
      expect(await ledger.claim(carrying('ask-1', { at: MIDNIGHT }))).toEqual({
        kind: 'void',
        because: `The request expired at ${MIDNIGHT}.`,
      });
      await ledger.ask(ID, reject);
      expect(await ledger.claim(carrying('ask-1'))).toEqual({ kind: 'void', because: withdrawn });
      expect(await ledger.remediationsOf(carrying('ask-1').resource)).toEqual([]);
    });

    it('leaves the request unused when the budget is used up', async () => {
      const { ledger } = opened();
      await waiting(ledger);
      await ledger.ask(ID, approve());
      const budget = { organization: 0, project: 0, windowSeconds: 60 };
      expect((await ledger.claim(carrying('ask-1', { budget }))).kind).toBe('limited');
      expect((await ledger.finding(ID))?.request?.used).toBe(false);
    });

    it('is too late to be rejected', async () => {
      const { ledger } = opened();
      await waiting(ledger);
      await ledger.ask(ID, approve());
      await ledger.claim(carrying('ask-1'));
      expect(await ledger.ask(ID, reject)).toEqual({
        kind: 'refused',
        because: 'It was approved, and is being carried out: undo it when it is done.',
      });
      expect((await ledger.finding(ID))?.state).toBe('awaiting-approval');
    });

    it('starts for one of several connections that race it with a rejection', async () => {
      const { ledger, another } = opened();
      await waiting(ledger);
      await ledger.ask(ID, approve());
      const connections = [ledger, await another(), await another()];
      const [rejection, ...claims] = await Promise.all([
        connections[2]?.ask(ID, reject),
        ...[0, 1, 2, 0, 1].map((n, owner) =>
          connections[n]?.claim(carrying('ask-1', { owner: `o${owner}` })),
        ),
      ]);
      const started = claims.filter((claim) => claim?.kind === 'claimed').length;
      expect([rejection?.kind, started]).toEqual(
        rejection?.kind === 'taken' ? ['taken', 0] : ['refused', 1],
      );
    });
  });
}
