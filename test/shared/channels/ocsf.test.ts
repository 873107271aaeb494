import { describe, expect, it } from 'vitest';
import type { FindingNews } from '../../../shared/channels/channel.ts';
import { ocsfAlert, ocsfFinding } from '../../../shared/channels/ocsf.ts';
import { FINDING_STATES } from '../../../shared/domain/finding.ts';
import { HOSTILE_NAMES } from '../../fixtures/hostile-names.ts';
import ocsf from '../../fixtures/ocsf.json' with { type: 'json' };
import { deniedFinding } from '../../functions/notify/account-use-finding.ts';
import { someAlertNews, someFindingNews, strangeAlertNews } from './some-news.ts';

interface Attribute {
  readonly type: string | null;
  readonly array?: boolean;
  readonly required?: boolean;
  readonly profile?: string;
  readonly enum?: Readonly<Record<string, string>>;
  readonly deprecated?: boolean;
}
type Attributes = Readonly<Record<string, Attribute>>;
type Json = Readonly<Record<string, unknown>>;

/** Each class has a value of its own, which its own file does not list. */
const OF_THE_CLASS = ['category_uid', 'class_uid'];
const OBJECTS: Readonly<Record<string, { readonly attributes: Attributes }>> = ocsf.objects;
const CHECKS: Readonly<Record<string, (value: unknown) => boolean>> = {
  string_t: (value) => typeof value === 'string',
  resource_uid_t: (value) => typeof value === 'string',
  boolean_t: (value) => typeof value === 'boolean',
  integer_t: Number.isSafeInteger,
  long_t: Number.isSafeInteger,
  timestamp_t: (value) => Number.isSafeInteger(value) && Number(value) > 1e12,
  object: (value) => typeof value === 'object',
};

/** What the schema has against a body: attributes it does not have, lacks, or has otherwise. */
function faults(
  value: Json,
  attributes: Attributes,
  profiles: readonly string[],
  at = '',
): readonly string[] {
  const applies = ({ profile }: Attribute) => profile === undefined || profiles.includes(profile);
  const missing = Object.entries(attributes)
    .filter(([name, one]) => one.required === true && applies(one) && !(name in value))
    .map(([name]) => `${at}${name} is missing`);
  const wrong = Object.entries(value).flatMap(([name, one]) => {
    const known = attributes[name];
    if (known === undefined || !applies(known)) return [`${at}${name} is unknown`];
    if (known.deprecated === true) return [`${at}${name} is deprecated`];
    if (known.enum !== undefined && !(String(one) in known.enum) && !OF_THE_CLASS.includes(name))
      return [`${at}${name} is ${String(one)}`];
    const items = known.array === true ? (one as readonly unknown[]) : [one];
    return items.flatMap((item) => ofType(item, known.type ?? '', `${at}${name}`, profiles));
  });
  return [...missing, ...wrong];
}

function ofType(
  value: unknown,
  type: string,
  at: string,
  profiles: readonly string[],
): readonly string[] {
  const object = OBJECTS[type];
  if (object !== undefined) return faults(value as Json, object.attributes, profiles, `${at}.`);
  return CHECKS[type]?.(value) === true ? [] : [`${at} is no ${type}`];
}

function ofEvent(event: Json): readonly string[] {
  const { profiles } = event['metadata'] as { readonly profiles: readonly string[] };
  return faults(event, ocsf.class.attributes as Attributes, profiles);
}

const NEWS: readonly (readonly [string, FindingNews])[] = [
  ['a job', someFindingNews()],
  ['a denied deploy', { ...someFindingNews(), finding: deniedFinding('missing-act-as') }],
  ...FINDING_STATES.map((state) => [state, someFindingNews({ state })] as const),
  ...(['low', 'medium', 'high', 'critical'] as const).map(
    (severity) => [severity, { ...someFindingNews(), severity }] as const,
  ),
];

describe('OCSF', () => {
  it('names a finding, its resource and its cloud', () => {
    expect(ocsfFinding(someFindingNews())).toMatchObject({
      category_uid: 2,
      class_uid: 2004,
      activity_id: 1,
      type_uid: 200401,
      status_id: 1,
      severity_id: 4,
      severity: 'High',
      is_alert: true,
      time: 1795341601000,
      metadata: {
        version: '1.5.0',
        uid: '0123456789abcdef0123456789abcdef',
        profiles: ['cloud'],
        product: { name: 'Bailiff', vendor_name: 'Bailiff' },
      },
      finding_info: {
        uid: 'default-service-account~payments-prod~us-central1~nightly',
        title: 'default-service-account: job nightly of payments-prod',
        types: ['default-service-account'],
        created_time: 1795341600000,
        first_seen_time: 1795341600000,
        last_seen_time: 1795341600000,
        modified_time: 1795341601000,
      },
      resources: [
        {
          uid: '//run.googleapis.com/projects/payments-prod/locations/us-central1/jobs/nightly',
          name: 'nightly',
          type: 'Cloud Run job',
          region: 'us-central1',
        },
      ],
      cloud: {
        provider: 'GCP',
        region: 'us-central1',
        account: { uid: 'payments-prod', type: 'GCP Project', type_id: 11 },
      },
      remediation: { desc: 'gcloud run jobs update nightly --project=payments-prod' },
    });
  });

  it.each(NEWS)('is kept to in news of %s', (_, news) => {
    expect(ofEvent(ocsfFinding(news))).toEqual([]);
  });

  it('is kept to by alerts, whoever chose their words', () => {
    for (const news of [someAlertNews(), ...HOSTILE_NAMES.map(strangeAlertNews)])
      expect(ofEvent(ocsfAlert(news))).toEqual([]);
    expect(ocsfAlert(someAlertNews())).toMatchObject({ type_uid: 200402, severity_id: 5 });
  });

  it.each([
    ['ticketed', 1, [1, 'New'], [1, 'Create']],
    ['open', 2, [1, 'New'], [2, 'Update']],
    ['settling', 2, [2, 'In Progress'], [2, 'Update']],
    ['exempt', 2, [3, 'Suppressed'], [2, 'Update']],
    ['remediated', 2, [4, 'Resolved'], [3, 'Close']],
    ['resolved', 1, [4, 'Resolved'], [3, 'Close']],
  ] as const)(
    'says of what is %s, with %i lines of history, how it stands',
    (state, lines, status, activity) => {
      const history = Array.from({ length: lines }, () => ({
        at: '2026-11-22T10:00:00Z',
        what: 'x',
      }));
      const event = ocsfFinding(someFindingNews({ state, history }));
      expect([event['status_id'], event['status']]).toEqual(status);
      expect([event['activity_id'], event['activity_name']]).toEqual(activity);
      expect(event['type_uid']).toBe(200400 + activity[0]);
    },
  );

  it('uses the captions of the schema', () => {
    const { attributes } = ocsf.class;
    expect(attributes.severity_id.enum).toMatchObject({
      2: 'Low',
      3: 'Medium',
      4: 'High',
      5: 'Critical',
    });
    expect(attributes.status_id.enum).toMatchObject({
      1: 'New',
      2: 'In Progress',
      3: 'Suppressed',
      4: 'Resolved',
    });
    expect(attributes.activity_id.enum).toMatchObject({ 1: 'Create', 2: 'Update', 3: 'Close' });
    expect(ocsf.objects.account.attributes.type_id.enum).toMatchObject({ 11: 'GCP Project' });
    expect([ocsf.category_uid, ocsf.class_uid]).toEqual([2, 2004]);
  });

  it('is seen through by a check that knows its faults', () => {
    const event = ocsfFinding(someFindingNews());
    const { time: _, ...late } = event;
    expect(ofEvent(late)).toEqual(['time is missing']);
    expect(ofEvent({ ...event, colour: 'red' })).toEqual(['colour is unknown']);
    expect(ofEvent({ ...event, severity_id: 7 })).toEqual(['severity_id is 7']);
    expect(ofEvent({ ...event, cloud: {} })).toEqual(['cloud.provider is missing']);
  });
});
