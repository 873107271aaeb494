import { describe, expect, it } from 'vitest';
import type { FullResourceName } from '../../../../shared/domain/resource.ts';
import type { AccountUse, Ledger, UseFilter } from '../../../../shared/ledger/ledger.ts';
import { accountUse } from '../../../fixtures/account-use.ts';
import type { Opened } from '../contract.ts';

const ACCOUNT = 'batch-runtime@identity-prod.iam.gserviceaccount.com';
const OTHER = 'reports@payments-prod.iam.gserviceaccount.com';
const JOBS = '//run.googleapis.com/projects/payments-prod/locations/us-central1/jobs';
const NIGHTLY = `${JOBS}/nightly` as FullResourceName;

async function pages(ledger: Ledger, filter: UseFilter): Promise<string[][]> {
  const all: string[][] = [];
  let after: string | undefined;
  do {
    const page = await ledger.uses(after === undefined ? filter : { ...filter, after });
    all.push(page.uses.map(({ resource }) => resource.name));
    after = page.next;
  } while (after !== undefined && all.length < 20);
  return all;
}

export function usesContract(opened: Opened): void {
  describe('the account that a job uses', () => {
    it('is kept, found by the job and forgotten', async () => {
      const { ledger, another } = opened();
      const use = accountUse();
      expect(await ledger.rememberUse(use)).toEqual(use);
      await ledger.rememberUse(accountUse({ job: 'hourly' }));
      const second = await another();
      expect(await second.use(NIGHTLY)).toEqual(use);
      expect(await second.use(`${JOBS}/night` as FullResourceName)).toBe(undefined);
      await second.forgetUse(NIGHTLY);
      await second.forgetUse(NIGHTLY);
      expect(await ledger.use(NIGHTLY)).toBe(undefined);
      for (const filter of [{}, { account: ACCOUNT }, { place: 'projects/identity-prod' }])
        expect(await pages(ledger, filter)).toEqual([['hourly']]);
    });

    it.for<[string, Partial<AccountUse>, Partial<AccountUse>]>([
      ['the first unique id of a generation stays', { uniqueId: '2' }, {}],
      ['an unread account takes no id away', { uniqueId: undefined }, {}],
      [
        'a newer generation takes the id of now',
        { generation: 2, uniqueId: '2' },
        {
          generation: 2,
          uniqueId: '2',
        },
      ],
      [
        'a newer generation of an unread account has no id',
        { generation: 2, uniqueId: undefined },
        {
          generation: 2,
          uniqueId: undefined,
        },
      ],
      [
        'a job that was made again takes the id of now',
        { uid: 'uid-2', uniqueId: '2' },
        {
          uid: 'uid-2',
          uniqueId: '2',
        },
      ],
      [
        'another account brings its id and places',
        { account: OTHER, uniqueId: '3', places: [] },
        {
          account: OTHER,
          uniqueId: '3',
          places: [],
        },
      ],
      ['an older generation changes nothing', { generation: 0, account: OTHER, places: [] }, {}],
      ['places that could not be read are kept', { generation: 2, places: [] }, { generation: 2 }],
      [
        'an account that moved is found at its new place',
        { places: ['projects/identity-prod'] },
        {
          places: ['projects/identity-prod'],
        },
      ],
    ])('%s', async ([, told, change]) => {
      const { ledger } = opened();
      await ledger.rememberUse(accountUse());
      const expected = { ...accountUse(), ...change };
      expect(await ledger.rememberUse(accountUse(told))).toEqual(expected);
      expect(await ledger.use(NIGHTLY)).toEqual(expected);
    });

    it('takes the unique id that is known first, also when it comes later', async () => {
      const { ledger } = opened();
      await ledger.rememberUse(accountUse({ uniqueId: undefined }));
      expect(await pages(ledger, { account: '2' })).toEqual([[]]);
      for (const uniqueId of ['2', '3', undefined])
        expect((await ledger.rememberUse(accountUse({ uniqueId }))).uniqueId).toBe('2');
      expect(await pages(ledger, { account: '2' })).toEqual([['nightly']]);
    });

    it('is found by its address, its unique id and every place above it, and by nothing else', async () => {
      const { ledger } = opened();
      await ledger.rememberUse(accountUse({ job: 'b' }));
      await ledger.rememberUse(accountUse({ job: 'a' }));
      const places = ['projects/payments-prod', 'organizations/100000000001'];
      await ledger.rememberUse(accountUse({ job: 'c', account: OTHER, uniqueId: '9', places }));
      const expected: [UseFilter, string[]][] = [
        [{}, ['a', 'b', 'c']],
        [{ account: ACCOUNT }, ['a', 'b']],
        [{ account: '104000000000000000001' }, ['a', 'b']],
        [{ account: '9' }, ['c']],
        [{ place: 'folders/200000000001' }, ['a', 'b']],
        [{ place: 'organizations/100000000001' }, ['a', 'b', 'c']],
        [{ account: 'batch-runtime' }, []],
        [{ place: 'folders/2' }, []],
      ];
      for (const [filter, jobs] of expected) expect(await pages(ledger, filter)).toEqual([jobs]);
    });

    it('is no longer found by what it was before', async () => {
      const { ledger } = opened();
      await ledger.rememberUse(accountUse());
      const places = ['projects/payments-prod', 'organizations/100000000001'];
      const next = accountUse({ generation: 2, account: OTHER, uniqueId: '9', places });
      await ledger.rememberUse(next);
      for (const filter of [
        { account: ACCOUNT },
        { account: '104000000000000000001' },
        { place: 'folders/200000000001' },
      ])
        expect(await pages(ledger, filter)).toEqual([[]]);
      expect((await ledger.uses({ place: 'organizations/100000000001' })).uses).toEqual([next]);
    });

    it('is listed in pages that neither repeat nor skip one, 100 when no limit is given', async () => {
      const { ledger } = opened();
      const names = Array.from({ length: 101 }, (_, n) => `j${String(n).padStart(3, '0')}`);
      await Promise.all(names.map((job) => ledger.rememberUse(accountUse({ job }))));
      for (const filter of [{}, { account: ACCOUNT }, { place: 'folders/200000000001' }]) {
        expect(await pages(ledger, filter)).toEqual([names.slice(0, 100), names.slice(100)]);
        const small = await pages(ledger, { ...filter, limit: 40 });
        expect(small).toEqual([names.slice(0, 40), names.slice(40, 80), names.slice(80)]);
      }
      expect(await pages(ledger, { limit: 101 })).toHaveLength(1);
    });

    it('is listed by no limit, cursor or filter that cannot be', async () => {
      const { ledger } = opened();
      for (const limit of [0, 501, 1.5, Number.NaN])
        await expect(ledger.uses({ limit })).rejects.toThrow(RangeError);
      for (const after of ['', 'nonsense', "' OR 1=1 --"])
        await expect(ledger.uses({ after })).rejects.toThrow(
          `"${after}" is no cursor of this ledger; begin with the first page.`,
        );
      await expect(ledger.uses({ account: ACCOUNT, place: 'folders/2' })).rejects.toThrow(
        'A list is of one account or of one place; ask for one of the two.',
      );
    });

    it('keeps what two connections tell at once of two jobs', async () => {
      const { ledger, another } = opened();
      const second = await another();
      await Promise.all([
        ledger.rememberUse(accountUse({ job: 'a' })),
        second.rememberUse(accountUse({ job: 'b' })),
        second.rememberUse(accountUse({ job: 'a', generation: 2 })),
      ]);
      const { uses } = await ledger.uses({ account: ACCOUNT });
      expect(uses.map(({ resource, generation }) => [resource.name, generation])).toEqual([
        ['a', 2],
        ['b', 1],
      ]);
    });
  });
}
