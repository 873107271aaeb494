import {
  startServer,
  type Vendor,
  type VendorAnswer,
  type VendorRequest,
  type VendorTicket,
} from './vendor.ts';

export const PAGERDUTY_KEY = 'r0utingkeyr0utingkeyr0utingkey00';

interface Event {
  readonly routing_key: string;
  readonly event_action: string;
  readonly dedup_key: string;
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly links?: readonly Readonly<Record<string, unknown>>[];
}
interface PagerdutyServer extends Vendor {
  /** As they came. */
  readonly events: readonly Event[];
  /** How often somebody was woken. */
  readonly pages: () => number;
}

const KNOWN = [
  'routing_key',
  'event_action',
  'dedup_key',
  'client',
  'client_url',
  'payload',
  'links',
  'images',
];
const IN_PAYLOAD = [
  'summary',
  'source',
  'severity',
  'timestamp',
  'component',
  'group',
  'class',
  'custom_details',
];

/** PagerDuty's Events API v2 with one service: https://developer.pagerduty.com/docs/send-alert-event */
export async function start(): Promise<PagerdutyServer> {
  const events: Event[] = [];
  const alerts: VendorTicket[] = [];
  const server = await startServer(take, {
    refused: { status: 400, json: INVALID },
    'rate-limited': { status: 429, json: { status: 'throttle exceeded', message: 'Slow down' } },
  });
  return { ...server, events, pages: () => alerts.length, tickets: () => alerts };

  function take({ method, url, body }: VendorRequest): VendorAnswer {
    if (`${method} ${url.pathname}` !== 'POST /v2/enqueue')
      throw new Error(`${method} ${url.pathname} is not there`);
    const event: Event = JSON.parse(body);
    const errors = faultsIn(event);
    if (errors.length > 0) return { status: 400, json: { ...INVALID, errors } };
    events.push(event);
    const { dedup_key, event_action, payload } = event;
    const at = alerts.findIndex(({ id, state }) => id === dedup_key && state === 'open');
    if (event_action === 'resolve' && at >= 0)
      alerts.splice(at, 1, { ...open(at), state: 'closed' });
    if (event_action === 'trigger' && at < 0) alerts.push(alertOf(dedup_key, payload));
    return { status: 202, json: { status: 'success', message: 'Event processed', dedup_key } };
  }

  function open(at: number): VendorTicket {
    const alert = alerts[at];
    if (alert === undefined) throw new RangeError(`There is no alert ${at}`);
    return alert;
  }
}

const INVALID = { status: 'invalid event', message: 'Event object is invalid', errors: [] };

function alertOf(id: string, payload: Event['payload']): VendorTicket {
  const details = payload?.['custom_details'] as Readonly<Record<string, unknown>> | undefined;
  return {
    id,
    state: 'open',
    title: String(payload?.['summary']),
    text: String(details?.['text']),
    comments: [],
    ...(/^[0-9a-f]{32}$/.test(id) ? { fingerprint: id } : {}),
  };
}

function faultsIn(event: Event): readonly string[] {
  const { routing_key, event_action, dedup_key, payload = {}, links = [] } = event;
  const { summary, source, severity } = payload;
  const triggers = event_action === 'trigger';
  return [
    ...Object.keys(event).filter((name) => !KNOWN.includes(name)),
    ...Object.keys(payload).filter((name) => !IN_PAYLOAD.includes(name)),
    ...(routing_key === PAGERDUTY_KEY ? [] : ['routing_key']),
    ...(['trigger', 'acknowledge', 'resolve'].includes(event_action) ? [] : ['event_action']),
    ...(dedup_key.length > 0 && dedup_key.length <= 255 ? [] : ['dedup_key']),
    ...(triggers && !isText(summary, 1_024) ? ['summary'] : []),
    ...(triggers && !isText(source, 10_000) ? ['source'] : []),
    ...(triggers && !['critical', 'error', 'warning', 'info'].includes(String(severity))
      ? ['severity']
      : []),
    ...links.filter(({ href }) => !URL.canParse(String(href))).map(() => 'links'),
    ...(JSON.stringify(event).length > 512_000 ? ['size'] : []),
  ];
}

function isText(value: unknown, longest: number): boolean {
  return typeof value === 'string' && value !== '' && value.length <= longest;
}
