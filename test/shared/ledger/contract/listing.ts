import { describe, expect, it } from 'vitest';
import type { FullResourceName } from '../../../../shared/domain/resource.ts';
import type { Ledger } from '../../../../shared/ledger/ledger.ts';
import type { FindingFilter } from '../../../../shared/ledger/sighting.ts';
import { sighting } from '../../../fixtures/sighting.ts';
import type { Opened } from '../contract.ts';

const ATTEMPT =
  'default-service-account~payments-prod~310000000001-compute@developer.gserviceaccount.com~dev@example.com~attempt';
const JOBS = '//run.googleapis.com/projects/payments-prod/locations/us-central1/jobs';

/** Seven jobs, j1 seen first; j3 and j4 at the same instant; j2 and j6 ticketed, j5 resolved. */
async function fill(ledger: Ledger): Promise<void> {
  const seconds = ['1', '2', '3', '3.000', '5', '6', '7'];
  for (const [index, second] of seconds.entries()) {
    const at = `2026-03-01T10:00:0${second}Z`;
    const { id } = await ledger.see(sighting({ job: `j${index + 1}`, at }));
    if (index === 1 || index === 5) await ledger.move(id, { state: 'ticketed' });
    if (index === 4) await ledger.move(id, { state: 'resolved' });
  }
}

async function pages(ledger: Ledger, filter: FindingFilter): Promise<string[][]> {
  const all: string[][] = [];
  let after: string | undefined;
  do {
    const page = await ledger.findings(after === undefined ? filter : { ...filter, after });
    all.push(page.findings.map(({ resource }) => resource.name));
    after = page.next;
  } while (after !== undefined && all.length < 20);
  return all;
}

export function listingContract(opened: Opened): void {
  describe('the list of findings', () => {
    it('is empty in an empty ledger', async () => {
      expect(await opened().ledger.findings({})).toEqual({ findings: [], next: undefined });
    });

    it('comes last seen first, in pages that neither repeat nor skip one', async () => {
      const { ledger } = opened();
      await fill(ledger);
      expect(await pages(ledger, {})).toEqual([['j7', 'j6', 'j5', 'j4', 'j3', 'j2', 'j1']]);
      expect(await pages(ledger, { limit: 3 })).toEqual([
        ['j7', 'j6', 'j5'],
        ['j4', 'j3', 'j2'],
        ['j1'],
      ]);
      expect(await pages(ledger, { limit: 4 })).toEqual([
        ['j7', 'j6', 'j5', 'j4'],
        ['j3', 'j2', 'j1'],
      ]);
      expect(await pages(ledger, { limit: 7 })).toHaveLength(1);
    });

    it('holds the states that are asked for, in one order', async () => {
      const { ledger } = opened();
      await fill(ledger);
      expect(await pages(ledger, { states: ['ticketed'] })).toEqual([['j6', 'j2']]);
      const states = ['resolved', 'ticketed', 'ticketed'] as const;
      expect(await pages(ledger, { states, limit: 2 })).toEqual([['j6', 'j5'], ['j2']]);
      expect(await pages(ledger, { states: [] })).toEqual([[]]);
    });

    it('holds the findings of one resource, its denied attempt included', async () => {
      const { ledger } = opened();
      await fill(ledger);
      await ledger.see(sighting({ job: 'j2', attempted: true, at: '2026-03-01T10:00:09Z' }));
      const resource = `${JOBS}/j2` as FullResourceName;
      expect(await pages(ledger, { resource, limit: 1 })).toEqual([['j2'], ['j2']]);
      const { findings } = await ledger.findings({ resource, states: ['open', 'resolved'] });
      expect(findings.map(({ id }) => id)).toEqual([ATTEMPT]);
      const none = `${JOBS}/j` as FullResourceName;
      expect(await pages(ledger, { resource: none })).toEqual([[]]);
    });

    it('holds the findings of one ticket: of a resource without its attempts, or of one deploy', async () => {
      const { ledger } = opened();
      await fill(ledger);
      const attempt = { attempted: true, job: 'j2' } as const;
      await ledger.see(sighting({ ...attempt, at: '2026-03-01T10:00:09Z' }));
      await ledger.see(sighting({ ...attempt, deployer: 'ci@example.com' }));
      expect(await pages(ledger, { ticketKey: `${JOBS}/j2` })).toEqual([['j2']]);
      const ticketKey = ATTEMPT.replace('default-service-account~', '');
      const { findings } = await ledger.findings({ ticketKey });
      expect(findings.map(({ id }) => id)).toEqual([ATTEMPT]);
      expect(await pages(ledger, { ticketKey, states: ['open', 'ticketed'] })).toEqual([['j2']]);
      expect(await pages(ledger, { ticketKey, states: ['resolved'] })).toEqual([[]]);
    });

    it('moves a finding to the front when it is seen again', async () => {
      const { ledger } = opened();
      await fill(ledger);
      const again = { job: 'j1', eventKey: 'event-2', at: '2026-03-01T10:00:10Z' };
      await ledger.see(sighting(again));
      expect((await pages(ledger, { limit: 2 }))[0]).toEqual(['j1', 'j7']);
    });

    it('holds 100 when no limit is given', async () => {
      const { ledger } = opened();
      const jobs = Array.from({ length: 101 }, (_, n) => `j${n}`);
      await Promise.all(jobs.map((job) => ledger.see(sighting({ job }))));
      expect((await pages(ledger, {})).map((page) => page.length)).toEqual([100, 1]);
    });

    it('refuses a limit, a cursor or a filter that cannot be', async () => {
      const { ledger } = opened();
      for (const limit of [0, 501, 1.5, Number.NaN])
        await expect(ledger.findings({ limit })).rejects.toThrow(RangeError);
      const both = { resource: `${JOBS}/j2` as FullResourceName, ticketKey: `${JOBS}/j2` };
      await expect(ledger.findings(both)).rejects.toThrow(
        'A list is of one resource or of one ticket; ask for one of the two.',
      );
      for (const after of ['', 'nonsense', "' OR 1=1 --"])
        await expect(ledger.findings({ after })).rejects.toThrow(
          `"${after}" is no cursor of this ledger; begin with the first page.`,
        );
    });
  });
}
