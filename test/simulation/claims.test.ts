import { afterAll, expect, it } from 'vitest';
import { fullResourceName } from '../../shared/domain/resource.ts';
import type { ClaimRequest } from '../../shared/ledger/claim.ts';
import type { Ledger } from '../../shared/ledger/ledger.ts';
import { openSqliteLedger } from '../../shared/ledger/sqlite.ts';
import type { Activity } from '../../simulation/activity.ts';
import { type Hold, keepClaims } from '../../simulation/claims.ts';

const ledger: Ledger = openSqliteLedger(':memory:');
afterAll(() => ledger.close());

const JOB = fullResourceName({ kind: 'job', project: 'P', location: 'L', name: 'J' });

function request(decision: string, owner: string): ClaimRequest {
  return {
    ...{ decision, owner, finding: 'F', project: 'P', event: 'E', leaseSeconds: 120 },
    resource: JOB,
    at: '2030-01-07T09:00:00Z',
    budget: { organization: 9, project: 9, windowSeconds: 3600 },
  };
}

function activity(name: string): Activity {
  return { name, instance: { name, dead: false, died: [] }, since: 7, unread: new Set() };
}

it('keeps who has which claim, and whom it was taken from, by what the ledger answered', async () => {
  const met: (readonly string[])[] = [];
  const claims = keepClaims(ledger, () => 0, {
    began: () => {},
    took: (hold, others) => void met.push([hold.by, ...others.map(({ by }) => by)]),
  });
  const claim = (decision: string, owner: string, kind: string) =>
    claims.hear(
      { method: 'claim', given: [request(decision, owner)], answer: { kind } },
      activity(owner),
    );
  const end = (method: 'release' | 'conclude', decision: string, owner: string) =>
    claims.hear({ method, given: [decision, owner], answer: undefined }, activity(owner));

  await claim('D1', 'first', 'claimed');
  await claim('D1', 'refused', 'busy');
  await claim('D1', 'second', 'claimed');
  await end('release', 'D1', 'first');
  await end('release', 'D1', 'second');
  await claim('D2', 'third', 'claimed');
  await end('conclude', 'D2', 'third');
  await claim('D3', 'fourth', 'claimed');

  expect(met).toEqual([['first'], ['second', 'first'], ['third', 'second'], ['fourth']]);
  const ends = ({ by, end, until }: Hold) => [by, end, new Date(until).toISOString()];
  expect(claims.holds.map(ends)).toEqual([
    ['first', 'taken over', '2030-01-07T09:02:00.000Z'],
    ['second', 'given back', '2030-01-07T09:02:00.000Z'],
    ['third', 'concluded', '2030-01-07T09:02:00.000Z'],
    ['fourth', undefined, '2030-01-07T09:02:00.000Z'],
  ]);
  expect(claims.begun.map((one) => one.request.decision)).toEqual(['D1', 'D2', 'D3']);
});
