import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { auditLog } from '../../../../functions/evaluate/sources/audit-log.ts';
import { DENIALS, IGNORED, type Reading } from '../../../../shared/domain/change.ts';
import type { Drift } from '../../../../shared/domain/drift.ts';
import { tries } from '../../../thorough.ts';
import { edited, type Json, placeAlong, placesIn, put } from './edited-json.ts';
import { FIXTURES, readJson } from './raw-entry.ts';

const numRuns = tries(2_000, 10_000);

const entries = readdirSync(FIXTURES).map((file) => readJson(FIXTURES, file.slice(0, -5)) as Json);
const entry = fc.constantFrom(...entries);

function nested(depth: number, asList: boolean): Json {
  let value: Json = 'bottom';
  for (let level = 0; level < depth; level += 1) value = asList ? [value] : { job: value };
  return value;
}

const strange: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom('', null, true, false, 0, -1, 7, 9, 1e308, [], {}, '__proto__', '../..'),
  fc.constantFrom('/'.repeat(50_000), 'a'.repeat(50_000), 'namespaces/a'.repeat(5000)),
  fc
    .tuple(fc.integer({ min: 1, max: 200 }), fc.boolean())
    .map(([depth, list]) => nested(depth, list)),
  fc.constantFrom(...entries.flatMap((one) => Object.values(one as object))),
);
const mutation = fc.record({
  turns: fc.array(fc.nat({ max: 29 }), { minLength: 1, maxLength: 9, size: 'max' }),
  how: fc.constantFrom('delete', 'replace', 'add', 'append'),
  name: fc.constantFrom('__proto__', 'constructor', 'toString', 'split', 'code', 'job'),
  value: strange,
  suffix: fc.constantFrom(
    '',
    '\u0000',
    '\n',
    '\u202e',
    '\ud83d',
    '/x',
    '/../x',
    '|',
    '@x',
    '.',
    ' é日😀',
  ),
});
const mutated = fc.tuple(entry, fc.array(mutation, { minLength: 1, maxLength: 4 })).map((drawn) =>
  drawn[1].reduce((value, { turns, how, name, value: stranger, suffix }) => {
    return edited(value, placeAlong(value, turns), (parent, member) => {
      if (how === 'delete') Reflect.deleteProperty(parent, member);
      else if (how === 'replace') put(parent, member, stranger);
      else if (how === 'add') put(parent, name, stranger);
      else {
        const present: unknown = Reflect.get(parent, member);
        put(parent, member, `${typeof present === 'string' ? present : ''}${suffix}`);
      }
    });
  }, drawn[0]),
);

/** What of a reading is not as promised, by name; an assertion each would take most of the test's time. */
function faultsIn(reading: Reading): string[] {
  if (reading.kind === 'ignored')
    return untrue({
      reason: IGNORED.includes(reading.reason),
      detail: /^[\w./?-]+ [\x20-\x7e]{5,600}\.$/.test(reading.detail),
    });
  if (reading.kind === 'drift') return faultsInDrift(reading.drift);
  const { resource, disposition, denial, serviceAccount, eventKey, at, userAgent, method } =
    reading.change;
  return untrue({
    kind: resource.kind === 'job',
    project: /^(?:[a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$/.test(resource.project),
    location: /^[a-z]+(?:-[a-z]+)*\d*$/.test(resource.location),
    name: /^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(resource.name),
    disposition: ['applied', 'denied', 'deleted'].includes(disposition),
    denial: disposition === 'denied' ? DENIALS.some((one) => one === denial) : denial === undefined,
    serviceAccount: serviceAccount === undefined || ADDRESS.test(serviceAccount),
    eventKey: eventKey.length <= 450,
    at: Number.isFinite(Date.parse(at)),
    userAgent: userAgent === undefined || userAgent.length <= 256,
    method: /^[\w./?-]{0,119}Jobs\.(?:Create|Replace|Update|Delete)Job$/.test(method),
  });
}

const ADDRESS = /^[a-z0-9.:-]+@[a-z0-9.-]+gserviceaccount\.com$/;
const PLACE =
  /^(?:projects\/(?:[a-z0-9.-]+:)?[a-z0-9-]{6,30}|(?:folders|organizations)\/\d{1,19})$/;

function isAccount({ email, uniqueId }: Extract<Drift['scope'], { kind: 'account' }>): boolean {
  const texts = [email, uniqueId].filter((text) => text !== undefined);
  return texts.length > 0 && texts.every((text) => ADDRESS.test(text) || /^\d{6,32}$/.test(text));
}

function faultsInDrift({ scope, project, what, eventKey, at, method }: Drift): string[] {
  return untrue({
    scope: scope.kind === 'place' ? PLACE.test(scope.name) : isAccount(scope),
    project: project === undefined || /^\d{6,19}$/.test(project.number),
    what: /^[^\p{C}]{5,1300}\.$/u.test(what),
    eventKey: eventKey.length <= 450,
    at: Number.isFinite(Date.parse(at)),
    method: /^[\w./?-]{1,128}$/.test(method),
  });
}

function untrue(claims: Record<string, boolean>): string[] {
  return Object.keys(claims).filter((name) => claims[name] === false);
}

const read = (payload: unknown) => auditLog.read(payload, 'message-1');

describe('whatever arrives', () => {
  test('arbitrary JSON never makes the source throw and is always ignored', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (payload) => {
        const reading = read(payload);
        expect([reading.kind, ...faultsIn(reading)]).toEqual(['ignored']);
      }),
      { numRuns },
    );
  });

  test('a mutated entry is ignored for a reason or is a change of a legal job, account or place', () => {
    fc.assert(
      fc.property(mutated, (payload) => {
        expect(faultsIn(read(payload))).toEqual([]);
      }),
      { numRuns },
    );
  });

  test('nesting deeper than the stack does no harm', () => {
    const deep = nested(100_000, true);
    for (const one of entries) {
      const place = ['protoPayload', 'status'];
      if (!placesIn(one).some((path) => path.join() === place.join())) continue;
      const payload = edited(one, place, (parent, name) =>
        put(parent, name, { code: 7, details: deep }),
      );
      expect(faultsIn(read(payload))).toEqual([]);
    }
  });
});

describe('what a job was given', () => {
  const CANARY = 'Planted_Canary';
  const canaries = [
    CANARY,
    [CANARY],
    { value: CANARY, [CANARY]: CANARY },
    `projects/${CANARY}/serviceAccounts/${CANARY}@x.gserviceaccount.com`,
    `namespaces/payments-prod/jobs/${CANARY}`,
    `${CANARY}@developer.gserviceaccount.com ${CANARY}`,
  ];
  const spots = entries.flatMap((one) =>
    placesIn(one)
      .filter(([top, body]) => top === 'protoPayload' && /^(?:request|response)$/.test(body ?? ''))
      .map((place) => ({ one, place })),
  );
  const readPlanted = ({ one, place }: (typeof spots)[number], value: unknown, member?: string) =>
    JSON.stringify(
      read(edited(one, place, (parent, name) => put(parent, member ?? name, value))),
    ).toLowerCase();

  test('never leaves the source, wherever in request or answer it takes the place of something', () => {
    expect(spots.length).toBeGreaterThan(200);
    for (const spot of spots)
      for (const canary of canaries)
        expect(readPlanted(spot, canary)).not.toContain('planted_canary');
  });

  test('never leaves the source, wherever in request or answer it is added', () => {
    const member = fc.oneof(
      fc.constantFrom('env', 'args', 'containers', 'startExecutionToken', '__proto__'),
      // A list takes no text for its length.
      fc.string().filter((name) => name !== 'length'),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...spots),
        fc.constantFrom(...canaries),
        member,
        (spot, canary, name) => {
          expect(readPlanted(spot, canary, name)).not.toContain('planted_canary');
        },
      ),
      { numRuns },
    );
  });

  test('stays out of the readings of the fixtures that carry environment values or arguments', () => {
    const carrying = entries.filter((one) => JSON.stringify(one).includes('planted-env-value'));
    expect(carrying).toHaveLength(4);
    expect(JSON.stringify(entries.map(read))).not.toContain('planted-env-value');
  });
});
