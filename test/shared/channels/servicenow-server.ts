import { startServer, type Vendor, type VendorAnswer, type VendorRequest } from './vendor.ts';

export const SERVICENOW_USER = 'bailiff.integration';
export const SERVICENOW_PASSWORD = 'servicenow-password-never-shown';

type Fields = Readonly<Record<string, string>>;
interface Incident {
  readonly sys_id: string;
  readonly number: string;
  readonly work_notes: string[];
  readonly fields: Record<string, string>;
}

export interface ServicenowServer extends Vendor {
  readonly fields: (number: string) => Readonly<Record<string, string>>;
  /** What a person, or time, does. */
  readonly set: (number: string, fields: Readonly<Record<string, string>>) => void;
}

const TABLE = '/api/now/table/';
const LIMITS: Readonly<Record<string, number>> = {
  short_description: 160,
  description: 4_000,
  work_notes: 4_000,
  close_code: 40,
  close_notes: 4_000,
  state: 40,
  impact: 40,
  urgency: 40,
  assignment_group: 32,
  correlation_id: 100,
  correlation_display: 100,
};
const GROUP = 'd625dccec0a8016700a222a0f7900d06';

/** ServiceNow's Table API with incidents and the group Security, for a user with the role itil. */
export async function start(): Promise<ServicenowServer> {
  const incidents: Incident[] = [];
  const proof = Buffer.from(`${SERVICENOW_USER}:${SERVICENOW_PASSWORD}`).toString('base64');
  const server = await startServer(
    (request) => {
      if (request.headers['authorization'] !== `Basic ${proof}`) return UNAUTHENTICATED;
      return route(request);
    },
    { refused: UNAUTHENTICATED },
  );
  const of = (number: string) => incidents.find((incident) => incident.number === number);

  return {
    ...server,
    tickets: () =>
      incidents.map(({ number, fields, work_notes }) => ({
        id: number,
        state: ['6', '7', '8'].includes(fields['state'] ?? '') ? 'closed' : 'open',
        title: fields['short_description'] ?? '',
        text: fields['description'] ?? '',
        comments: [...work_notes, ...(fields['close_notes'] ? [fields['close_notes']] : [])],
        fingerprint: fields['correlation_id'] ?? '',
      })),
    fields: (number) => of(number)?.fields ?? {},
    set: (number, fields) => void Object.assign(of(number)?.fields ?? {}, fields),
  };

  function route({ method, url, body }: VendorRequest): VendorAnswer {
    const [table = '', sysId] = url.pathname.replace(TABLE, '').split('/');
    const query = url.searchParams.get('sysparm_query') ?? '';
    if (`${method} ${table}` === 'GET sys_user_group')
      return {
        status: 200,
        json: { result: query === 'name=Security' ? [{ sys_id: GROUP }] : [] },
      };
    if (table !== 'incident') throw new Error(`${method} ${url.pathname} is not there`);
    const sent = body === '' ? {} : JSON.parse(body);
    return sysId === undefined ? ofTable(method, query, sent) : ofIncident(method, sysId, sent);
  }

  function ofTable(method: string, query: string, sent: Fields): VendorAnswer {
    return method === 'POST' ? create(sent) : search(query);
  }

  function ofIncident(method: string, sysId: string, sent: Fields): VendorAnswer {
    const incident = incidents.find((one) => one.sys_id === sysId);
    if (incident === undefined) return NOT_FOUND;
    if (method === 'PATCH') return change(incident, sent);
    return { status: 200, json: { result: { work_notes: journalOf(incident) } } };
  }

  function search(query: string): VendorAnswer {
    const [, correlation] =
      /^correlation_id=([0-9a-f]{32})\^ORDERBYDESCsys_created_on$/.exec(query) ?? [];
    if (correlation === undefined) throw new Error(`${query} is not known here`);
    const found = incidents.filter(({ fields }) => fields['correlation_id'] === correlation);
    return { status: 200, json: { result: found.toReversed().slice(0, 1).map(shown) } };
  }

  function create(sent: Fields): VendorAnswer {
    const count = incidents.length + 1;
    const incident: Incident = {
      sys_id: count.toString(16).padStart(32, '0'),
      number: `INC${String(count).padStart(7, '0')}`,
      work_notes: [],
      fields: { state: '1' },
    };
    incidents.push(incident);
    write(incident, sent);
    return { status: 201, json: { result: shown(incident) } };
  }

  function change(incident: Incident, sent: Fields): VendorAnswer {
    // Data policy: https://www.servicenow.com/docs/csh?topicname=c_DataPolicy.html
    if (sent['state'] === '6' && !(sent['close_code'] && sent['close_notes']))
      return wrong(403, 'Operation Failed', 'Data Policy Exception: close_code is mandatory');
    // Who is no administrator changes nothing of what is closed for good, and is not told so.
    if (!['7', '8'].includes(incident.fields['state'] ?? '')) write(incident, sent);
    return { status: 200, json: { result: shown(incident) } };
  }

  function write(incident: Incident, sent: Fields): void {
    for (const [name, value] of Object.entries(sent)) {
      const limit = LIMITS[name];
      // ServiceNow passes over what it does not know and cuts what is too long; Bailiff is not to rely on either.
      if (limit === undefined) throw new Error(`An incident has no ${name}`);
      if (typeof value !== 'string') throw new Error(`${name} is no string`);
      if (value.length > limit)
        throw new Error(`${name} has ${value.length} characters of ${limit}`);
      if (name === 'work_notes') incident.work_notes.push(value);
      else incident.fields[name] = value;
    }
  }
}

const UNAUTHENTICATED = wrong(
  401,
  'User Not Authenticated',
  'Required to provide Auth information',
);
const NOT_FOUND = wrong(404, 'No Record found', 'Record doesn’t exist or ACL restricts the record');

function wrong(status: number, message: string, detail: string): VendorAnswer {
  return { status, json: { error: { message, detail }, status: 'failure' } };
}

function shown({ sys_id, number, fields }: Incident) {
  return { sys_id, number, state: fields['state'] };
}

function journalOf({ work_notes }: Incident): string {
  return work_notes
    .toReversed()
    .map((text) => `2026-03-04 05:06:07 - Bailiff (Work notes)\n${text}\n\n`)
    .join('');
}
