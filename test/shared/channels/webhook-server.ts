import { createHmac } from 'node:crypto';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import alertSchema from '../../../docs/schemas/bailiff.alert.v1.json' with { type: 'json' };
import ticketSchema from '../../../docs/schemas/bailiff.ticket.v1.json' with { type: 'json' };
import {
  startServer,
  type Vendor,
  type VendorAnswer,
  type VendorRequest,
  type VendorTicket,
} from './vendor.ts';

export const WEBHOOK_KEY = 'webhook-key-never-shown';

interface WebhookServer extends Vendor {
  /** As they came, those that came again included. */
  readonly deliveries: readonly VendorRequest[];
  readonly alerts: readonly Readonly<Record<string, unknown>>[];
}

interface TicketBody {
  readonly event: string;
  readonly id: string;
  readonly ticket?: {
    readonly fingerprint: string;
    readonly title: string;
    readonly body: unknown;
  };
  readonly note?: { readonly text: string };
}

type Delivered = { readonly key: string } & (
  | ({ readonly schema: 'bailiff.ticket.v1' } & TicketBody)
  | {
      readonly schema: 'bailiff.alert.v1';
      readonly alert: Readonly<Record<string, unknown>>;
    }
);

/** A receiver that does what docs/webhook.md asks of one; `names` its tickets itself, or leaves that. */
export async function start({ names = true } = {}): Promise<WebhookServer> {
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const schemas = {
    'bailiff.ticket.v1': ajv.compile(ticketSchema),
    'bailiff.alert.v1': ajv.compile(alertSchema),
  };
  const deliveries: VendorRequest[] = [];
  const tickets: VendorTicket[] = [];
  const alerts: Readonly<Record<string, unknown>>[] = [];
  const done = new Map<string, VendorAnswer>();
  const server = await startServer((request) => {
    deliveries.push(request);
    const key = request.headers['idempotency-key'] ?? '';
    const answer = done.get(key) ?? take(request);
    done.set(key, answer);
    return answer;
  });
  return { ...server, deliveries, alerts, tickets: () => tickets };

  function take({ headers, body }: VendorRequest): VendorAnswer {
    const signed = `${headers['bailiff-timestamp']}.${body}`;
    const signature = createHmac('sha256', WEBHOOK_KEY).update(signed).digest('hex');
    if (headers['bailiff-signature'] !== `v1=${signature}`)
      return { status: 401, json: { error: 'The signature is not Bailiff’s.' } };
    const event: Delivered = JSON.parse(body);
    const isRight: (value: unknown) => boolean = schemas[event.schema];
    if (!isRight(event))
      throw new Error(`${body}: ${ajv.errorsText(schemas[event.schema].errors)}`);
    if (event.key !== headers['idempotency-key']) throw new Error('The key is not the signed one');
    if (event.schema === 'bailiff.ticket.v1') return change(event);
    alerts.push(event.alert);
    return { status: 204 };
  }

  function change(event: TicketBody): VendorAnswer {
    if (event.event === 'opened') return open(event);
    const at = tickets.findIndex(({ id }) => id === event.id);
    const old = tickets[at];
    if (old === undefined) return { status: 404, json: { error: `There is no ${event.id}` } };
    const { comments } = old;
    tickets[at] = {
      ...old,
      ...written(event),
      comments: event.note === undefined ? comments : [...comments, event.note.text],
      ...stateAfter(event.event),
    };
    return { status: 204 };
  }

  function open(event: TicketBody): VendorAnswer {
    const { fingerprint = '' } = event.ticket ?? {};
    const known = tickets.find((ticket) => ticket.fingerprint === fingerprint);
    const id = known?.id ?? (names ? `DESK-${tickets.length + 1}` : fingerprint);
    if (known === undefined)
      tickets.push({ id, state: 'open', title: '', text: '', comments: [], ...written(event) });
    return names
      ? { status: 201, json: { id, url: `https://desk.example.com/${id}` } }
      : { status: 204 };
  }
}

function written({ ticket }: TicketBody) {
  if (ticket === undefined) return {};
  const { fingerprint, title, body } = ticket;
  return { fingerprint, title, text: JSON.stringify(body) };
}

function stateAfter(event: string) {
  if (event === 'closed') return { state: 'closed' as const };
  return event === 'reopened' ? { state: 'open' as const } : {};
}
