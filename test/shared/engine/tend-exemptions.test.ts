import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FunctionMessage } from '../../../shared/domain/message.ts';
import { tendExemptions } from '../../../shared/engine/tend-exemptions.ts';
import type { Ledger } from '../../../shared/ledger/ledger.ts';
import { openSqliteLedger } from '../../../shared/ledger/sqlite.ts';
import { sighting } from '../../fixtures/sighting.ts';
import { policyOf } from '../policy/loaded.ts';

const RULE = 'default-service-account';
const ENDS = '2027-03-31';
const NIGHTLY = 'finding.resource.job == "nightly"';
const policyWith = (when: string, expires: string, rule = RULE) =>
  policyOf(
    `apiVersion: bailiff/v1\nrules: { ${RULE}: { mode: ticket } }\nexemptions: [{ id: EX-1, rule: ${rule}, when: '${when}', reason: "The vendor fixes it in March.", owner: "group:web@example.com", approvedBy: "user:admin@example.com", expires: ${expires} }]`,
  );
const POLICY = policyWith(NIGHTLY, ENDS);

let ledger: Ledger;
let told: FunctionMessage[];
beforeEach(() => {
  ledger = openSqliteLedger(':memory:');
  told = [];
});
afterEach(() => ledger.close());

const publisher = {
  publish: async (topic: string, message: FunctionMessage) => {
    expect(topic).toBe('decisions');
    told.push(message);
  },
};
const tend = (day: string, over: Partial<Ledger> = {}, policy = POLICY) =>
  tendExemptions(policy, {
    ledger: { ...ledger, ...over },
    publisher,
    now: () => `${day}T06:00:00.000Z`,
  });
const alerts = async () => (await ledger.alerts()).map(({ kind, severity }) => [kind, severity]);

async function exempt(job: string, id = 'EX-1') {
  const exemption = { id, expires: ENDS, when: NIGHTLY };
  const seen = await ledger.see(sighting({ job, mode: 'observe', exemption }));
  await ledger.move(seen.id, { state: 'exempt' });
  return seen.id;
}

test('warns the owner once a week and once a day before the end, however often it is called', async () => {
  for (const day of ['2027-03-23', '2027-03-24', '2027-03-25', '2027-03-30', '2027-03-31'])
    for (const _ of [1, 2]) await tend(day);
  expect((await alerts()).sort()).toEqual([
    ['exemption-ends', 'low'],
    ['exemption-ends', 'medium'],
  ]);
  const text = (await ledger.alert(`exemption-ends~EX-1~${ENDS}~1`))?.text;
  expect(text).toBe(
    'Exemption EX-1 of group:web@example.com from default-service-account ends within a day: 2027-03-31 is its last day. Until then group:web@example.com mends what it is about, or asks the owners of the policy for another date. It was given because: The vendor fixes it in March.',
  );
});

test('has each finding decided again once its exemption has lapsed, over as many pages as there are', async () => {
  const ids = new Set<string>();
  for (let n = 0; n < 120; n += 1) ids.add(await exempt(`job-${n}`));
  await tend(ENDS);
  expect(told.filter(({ kind }) => kind === 'finding')).toEqual([]);
  await tend('2027-04-01');
  const again = told.flatMap((one) => (one.kind === 'finding' ? [one.finding] : []));
  expect(again).toHaveLength(120);
  expect(new Set(again)).toEqual(ids);
  await tend('2027-04-01');
  expect(told.filter(({ kind }) => kind === 'finding')).toHaveLength(120);
  expect(await alerts()).toContainEqual(['exemption-lapsed', 'medium']);
});

test('has what is exempt by something that the policy does not hold decided again, and nothing else', async () => {
  await exempt('nightly');
  const gone = await exempt('hourly', 'EX-0');
  await tend('2027-01-01');
  expect(told).toEqual([
    {
      kind: 'finding',
      finding: gone,
      decision: `${gone}@exemptions|2027-01-01`,
      event: 'exemptions|2027-01-01',
    },
  ]);
});

test.each([
  ['another condition', policyWith('finding.resource.job == "hourly"', ENDS)],
  ['another rule', policyWith(NIGHTLY, ENDS, 'missing-act-as')],
  ['another date', policyWith(NIGHTLY, '2027-06-30')],
])(
  'has what is exempt decided again on the day on which its exemption gets %s, once',
  async (_, changed) => {
    const id = await exempt('nightly');
    await tend('2027-01-01');
    expect(told).toEqual([]);
    const version = { ...changed, digest: 'another' };
    await tend('2027-01-01', {}, version);
    await tend('2027-01-01', {}, version);
    expect(told).toMatchObject([{ kind: 'finding', finding: id }]);
  },
);

test('goes on with the next call when it was cut off', async () => {
  const id = await exempt('nightly');
  const findings = () => Promise.reject(new Error('away'));
  await expect(tend('2027-04-01', { findings })).rejects.toThrow('away');
  await tend('2027-04-01');
  expect(told.filter((one) => one.kind === 'finding')).toMatchObject([{ finding: id }]);
});
