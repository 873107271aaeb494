import { expect, it } from 'vitest';
import type { Finding } from '../../../shared/domain/finding.ts';
import { moved } from '../../../shared/ledger/moved.ts';
import { seen } from '../../../shared/ledger/seen.ts';
import { sighting } from '../../fixtures/sighting.ts';

const AT = '2026-03-01T10:00:02Z';

/** A finding that was moved so often, each time with a note. */
function noted(times: number): Finding {
  let finding = seen(undefined, sighting(), true);
  for (let n = 1; n <= times; n++)
    finding = moved(finding, { entry: { at: AT, what: `note ${n}` } }) ?? finding;
  return finding;
}

it('keeps the newest 200 entries of a history, however it grows', () => {
  const { history } = noted(200);
  expect([history.length, history[0]?.what, history.at(-1)?.what]).toEqual([
    200,
    'note 1',
    'note 200',
  ]);
  const again = seen(noted(200), sighting({ eventKey: 'event-2' }), true);
  expect([again.history.length, again.history[0]?.what]).toEqual([200, 'note 2']);
});

it('keeps the newest 200 set-backs', () => {
  let finding = seen(undefined, sighting(), true);
  for (let n = 2; n <= 203; n++) {
    finding = moved(finding, { state: 'remediated' }) ?? finding;
    const at = new Date(Date.UTC(2026, 2, 1, 10, 0, n)).toISOString();
    finding = seen(finding, sighting({ eventKey: `event-${n}`, generation: n, at }), true);
  }
  expect([finding.setBacks.length, finding.setBacks[0]]).toEqual([200, '2026-03-01T10:00:04.000Z']);
});
