import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../../shared/domain/outcome.ts';
import { claimRequest } from '../../../fixtures/claim-request.ts';
import type { Opened } from '../contract.ts';

const CLAIMED = { kind: 'claimed', plan: undefined, steps: [] };
const DONE: Outcome = { kind: 'remediated', because: 'It runs as its own account.', wayBack: [] };

export function claimsContract(opened: Opened): void {
  describe('claims', () => {
    it('gives a decision to one owner, and makes others wait until the lease ends', async () => {
      const { ledger, another } = opened();
      const second = await another();
      expect(await ledger.claim(claimRequest())).toEqual(CLAIMED);
      const rival = claimRequest({ owner: 'two', at: '2026-03-01T10:00:59.999Z' });
      expect(await second.claim(rival)).toEqual({
        kind: 'busy',
        until: '2026-03-01T10:01:00.000Z',
      });
    });

    it('gives a decision that two claim at once to one of them', async () => {
      const { ledger, another } = opened();
      const second = await another();
      const answers = await Promise.all([
        ledger.claim(claimRequest({ owner: 'one' })),
        second.claim(claimRequest({ owner: 'two' })),
      ]);
      expect(answers.map(({ kind }) => kind).sort()).toEqual(['busy', 'claimed']);
    });

    it('lets an owner claim again, which renews his lease', async () => {
      const { ledger } = opened();
      await ledger.claim(claimRequest());
      expect(await ledger.claim(claimRequest({ at: '2026-03-01T10:00:30Z' }))).toEqual(CLAIMED);
      const rival = claimRequest({ owner: 'two', at: '2026-03-01T10:01:15Z' });
      expect(await ledger.claim(rival)).toEqual({
        kind: 'busy',
        until: '2026-03-01T10:01:30.000Z',
      });
    });

    it('answers a concluded decision with its outcome, for ever and for everyone', async () => {
      const { ledger, another } = opened();
      await ledger.claim(claimRequest());
      await ledger.conclude('decision-1', 'one', DONE, '2026-03-01T10:00:10Z');
      const later = claimRequest({ owner: 'two', at: '2026-04-01T10:00:00Z' });
      const answer = { kind: 'concluded', outcome: DONE };
      expect(await (await another()).claim(later)).toEqual(answer);
      expect(await ledger.claim(claimRequest())).toEqual(answer);
    });

    it('lets one decision at a time work on a resource, and others on other resources', async () => {
      const { ledger } = opened();
      await ledger.claim(claimRequest());
      const other = claimRequest({ decision: 'decision-2', owner: 'two' });
      expect(await ledger.claim(other)).toMatchObject({ kind: 'busy' });
      const elsewhere = claimRequest({ decision: 'decision-3', owner: 'two', job: 'hourly' });
      expect(await ledger.claim(elsewhere)).toEqual(CLAIMED);
      await ledger.conclude('decision-1', 'one', DONE, '2026-03-01T10:00:10Z');
      expect(await ledger.claim(other)).toEqual(CLAIMED);
    });

    it('starts no more in a project than its budget, and names the numbers', async () => {
      const { ledger, another } = opened();
      const budget = { organization: 10, project: 2, windowSeconds: 60 };
      for (const n of [1, 2])
        await ledger.claim(claimRequest({ decision: `d${n}`, job: `j${n}`, budget }));
      const third = claimRequest({ decision: 'd3', job: 'j3', budget });
      expect(await (await another()).claim(third)).toEqual({
        kind: 'limited',
        because:
          'The budget of 2 remediations for project payments-prod is used up: 2 were started in the last 60 seconds.',
        line: 'projects/payments-prod',
        most: 2,
        until: '2026-03-01T10:01:00.000Z',
      });
      const elsewhere = { decision: 'd4', project: 'data-dev', budget };
      expect(await ledger.claim(claimRequest(elsewhere))).toEqual(CLAIMED);
      expect(await ledger.remediationsOf(third.resource)).toEqual([]);
    });

    it('starts no more in the organization than its budget, whatever the project', async () => {
      const { ledger } = opened();
      const budget = { organization: 2, project: 2, windowSeconds: 60 };
      await ledger.claim(claimRequest({ decision: 'd1', budget }));
      await ledger.claim(claimRequest({ decision: 'd2', project: 'data-dev', budget }));
      const third = claimRequest({ decision: 'd3', project: 'identity-prod', budget });
      expect(await ledger.claim(third)).toEqual({
        kind: 'limited',
        because:
          'The budget of 2 remediations for the organization is used up: 2 were started in the last 60 seconds.',
        line: 'organization',
        most: 2,
        until: '2026-03-01T10:01:00.000Z',
      });
    });

    it('starts no more for one deployer than his budget, in whatever projects, and others go on', async () => {
      const { ledger, another } = opened();
      const budget = { organization: 10, project: 10, deployer: 2, windowSeconds: 60 };
      const dev = { deployer: 'dev@example.com', budget };
      await ledger.claim(claimRequest({ ...dev, decision: 'd1', at: '2026-03-01T09:59:10Z' }));
      await ledger.claim(claimRequest({ ...dev, decision: 'd2', project: 'data-dev' }));
      const third = { decision: 'd3', project: 'identity-prod', budget };
      expect(
        await (await another()).claim(claimRequest({ ...third, deployer: 'dev@example.com' })),
      ).toEqual({
        kind: 'limited',
        because:
          'The budget of 2 remediations for what dev@example.com deployed is used up: 2 were started in the last 60 seconds.',
        line: 'deployers/dev@example.com',
        most: 2,
        until: '2026-03-01T10:00:10.000Z',
      });
      const ci = claimRequest({ ...third, deployer: 'ci@example.com' });
      expect(await ledger.claim(ci)).toEqual(CLAIMED);
      const nobody = claimRequest({ decision: 'd4', project: 'a-project', budget });
      expect(await ledger.claim(nobody)).toEqual(CLAIMED);
    });

    it('starts no more for one deployer in a project than his share, so that others there go on', async () => {
      const { ledger, another } = opened();
      const budget = { organization: 10, project: 2, deployer: 5, share: 1, windowSeconds: 60 };
      const dev = { deployer: 'dev@example.com', budget };
      await ledger.claim(claimRequest({ ...dev, decision: 'd1', job: 'j1' }));
      const second = claimRequest({ ...dev, decision: 'd2', job: 'j2' });
      expect(await (await another()).claim(second)).toEqual({
        kind: 'limited',
        because:
          'The budget of 1 remediations for what dev@example.com deployed in project payments-prod is used up: 1 were started in the last 60 seconds.',
        line: 'projects/payments-prod/deployers/dev@example.com',
        most: 1,
        until: '2026-03-01T10:01:00.000Z',
      });
      const elsewhere = { ...dev, decision: 'd3', project: 'data-dev' };
      expect(await ledger.claim(claimRequest(elsewhere))).toEqual(CLAIMED);
      const ci = { deployer: 'ci@example.com', budget };
      expect(await ledger.claim(claimRequest({ ...ci, decision: 'd4', job: 'j4' }))).toEqual(
        CLAIMED,
      );
      const later = { ...second, at: '2026-03-01T10:01:00.000Z' };
      expect(await ledger.claim(later)).toEqual(CLAIMED);
    });

    it('has whoever is beyond his own share and the limits of all wait for his share alone', async () => {
      const { ledger } = opened();
      const budget = { organization: 1, project: 1, deployer: 1, share: 1, windowSeconds: 60 };
      const dev = { deployer: 'dev@example.com', budget };
      await ledger.claim(claimRequest({ ...dev, decision: 'd1', job: 'j1' }));
      const line = async (decision: string, deployer: string, project: string) => {
        const request = { decision, deployer, project, job: decision, budget };
        const answer = await ledger.claim(claimRequest(request));
        return answer.kind === 'limited' ? answer.line : answer.kind;
      };
      expect(await line('d2', 'dev@example.com', 'payments-prod')).toBe(
        'projects/payments-prod/deployers/dev@example.com',
      );
      expect(await line('d3', 'dev@example.com', 'data-dev')).toBe('deployers/dev@example.com');
      expect(await line('d4', 'ci@example.com', 'payments-prod')).toBe('projects/payments-prod');
      expect(await line('d5', 'ci@example.com', 'data-dev')).toBe('organization');
    });

    it('says when so many have left the window that a lowered budget has room', async () => {
      const { ledger } = opened();
      for (const n of [1, 2, 3])
        await ledger.claim(
          claimRequest({ decision: `d${n}`, job: `j${n}`, at: `2026-03-01T10:00:0${n}Z` }),
        );
      const budget = { organization: 100, project: 2, windowSeconds: 60 };
      const next = claimRequest({ decision: 'd4', job: 'j4', at: '2026-03-01T10:00:10Z', budget });
      expect(await ledger.claim(next)).toMatchObject({ until: '2026-03-01T10:01:02.000Z' });
      const then = { ...next, at: '2026-03-01T10:01:02.000Z' };
      expect(await ledger.claim(then)).toEqual(CLAIMED);
    });

    it('frees the budget when a start leaves the window, concluded or not', async () => {
      const { ledger } = opened();
      const budget = { organization: 1, project: 1, windowSeconds: 60 };
      await ledger.claim(claimRequest({ decision: 'd1', job: 'j1', budget }));
      await ledger.conclude('d1', 'one', DONE, '2026-03-01T10:00:01Z');
      const next = { decision: 'd2', job: 'j2', budget };
      const early = claimRequest({ ...next, at: '2026-03-01T10:00:59.999Z' });
      expect((await ledger.claim(early)).kind).toBe('limited');
      const inTime = claimRequest({ ...next, at: '2026-03-01T12:01:00+02:00' });
      expect(await ledger.claim(inTime)).toEqual(CLAIMED);
    });

    it('lets nothing start under a budget of none', async () => {
      const budget = { organization: 0, project: 5, windowSeconds: 60 };
      expect((await opened().ledger.claim(claimRequest({ budget }))).kind).toBe('limited');
    });

    it('spends a budget over several connections to the last one and no further', async () => {
      const { ledger, another } = opened();
      const connections = [ledger, await another(), await another()];
      const budget = { organization: 7, project: 7, windowSeconds: 60 };
      const answers = await Promise.all(
        Array.from({ length: 12 }, (_, n) =>
          connections[n % 3]?.claim(
            claimRequest({ decision: `d${n}`, job: `j${n}`, owner: `o${n}`, budget }),
          ),
        ),
      );
      expect(answers.filter((answer) => answer?.kind === 'claimed')).toHaveLength(7);
      expect(answers.filter((answer) => answer?.kind === 'limited')).toHaveLength(5);
    });

    it('spends the budget of a deployer over several connections and projects no further either', async () => {
      const { ledger, another } = opened();
      const connections = [ledger, await another(), await another()];
      const budget = { organization: 20, project: 20, deployer: 3, windowSeconds: 60 };
      const answers = await Promise.all(
        Array.from({ length: 9 }, (_, n) =>
          connections[n % 3]?.claim(
            claimRequest({
              ...{ decision: `d${n}`, project: `project-${n}`, owner: `o${n}` },
              ...{ deployer: 'dev@example.com', budget },
            }),
          ),
        ),
      );
      expect(answers.filter((answer) => answer?.kind === 'claimed')).toHaveLength(3);
      expect(answers.filter((answer) => answer?.kind === 'limited')).toHaveLength(6);
    });
  });
}
