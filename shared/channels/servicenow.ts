import { z } from 'zod';
import type { Severity } from '../domain/severity.ts';
import { answered } from './answered.ts';
import { ask, type ChannelRequest } from './ask.ts';
import type { Copy, Draft, Note, TicketSystem } from './channel.ts';
import { ChannelFailure } from './channel-failure.ts';
import type { Connect } from './ports.ts';
import { serviceNowText, serviceNowTitle } from './servicenow-text.ts';

const Incident = z.object({ sys_id: z.string(), number: z.string(), state: z.string() });
type Incident = z.output<typeof Incident>;
const FIELDS = 'sys_id,number,state';
const Groups = z.object({ result: z.array(z.object({ sys_id: z.string() })) });
const Journal = z.object({ result: z.object({ work_notes: z.string() }) });
const SYS_ID = /^[0-9a-f]{32}$/;
/** https://www.servicenow.com/docs/csh?topicname=c_IncidentStates.html */
const IN_PROGRESS = '2';
const RESOLVED = '6';
const FINAL = ['7', '8'];
/** Impact and urgency, 1 high to 3 low; ServiceNow makes the priority of them. */
const WEIGHTS = {
  critical: { impact: '1', urgency: '1' },
  high: { impact: '2', urgency: '1' },
  medium: { impact: '2', urgency: '2' },
  low: { impact: '3', urgency: '3' },
} as const satisfies Record<Severity, object>;

/**
 * Incidents of ServiceNow by its Table API. A copy's id is the fingerprint, kept in correlation_id, and stands for the
 * newest incident that bears it: ServiceNow closes for good, after some days, what was resolved, and only
 * administrators may open that again; so what comes back then gets a new incident, which names the old one.
 * The user needs the role itil. https://www.servicenow.com/docs/csh?topicname=c_TableAPI.html
 */
export const connectServicenow: Connect<'servicenow'> = (config, { fetch, secret }) => {
  const instance = config.instance.replace(/\/+$/, '');
  const { user, assignmentGroup, closeCode } = config;
  let group: Promise<object> | undefined;

  const tickets: TicketSystem = {
    find: async (fingerprint) => {
      const incident = await newest(fingerprint);
      return incident === undefined ? undefined : copyOf(fingerprint, incident);
    },

    open: async (draft) => copyOf(draft.fingerprint, await create(draft, {})),

    revise: async (id, draft) => {
      const incident = await there(id);
      if (!FINAL.includes(incident.state)) await change(incident, textsOf(draft));
    },

    comment: async (id, note) => {
      const incident = await there(id);
      if (note.again && (await isSaid(incident, note))) return;
      await change(incident, { work_notes: said(note) });
    },

    close: async (id, { text }) => {
      const incident = await there(id);
      if (isClosed(incident)) return;
      const close_notes = serviceNowText([{ kind: 'paragraph', text }]);
      await change(incident, { state: RESOLVED, close_code: closeCode, close_notes });
    },

    reopen: async (id, note, draft) => {
      const incident = await there(id);
      if (!isClosed(incident)) return;
      const work_notes = said(note);
      if (incident.state === RESOLVED) return change(incident, { state: IN_PROGRESS, work_notes });
      await create(draft, { work_notes: `Follows ${incident.number}.\n\n${work_notes}` });
    },
  };
  return { tickets };

  async function create(draft: Draft, more: object): Promise<Incident> {
    const body = {
      ...textsOf(draft),
      ...WEIGHTS[draft.severity],
      ...(await assigned()),
      correlation_id: draft.fingerprint,
      correlation_display: 'Bailiff',
      ...more,
    };
    const path = `incident?sysparm_fields=${FIELDS}`;
    return one(await call('POST', path, body)).result;
  }

  async function change({ sys_id, number }: Incident, fields: Readonly<Record<string, string>>) {
    const path = `incident/${encodeURIComponent(sys_id)}?sysparm_fields=${FIELDS}`;
    const { state } = one(await call('PATCH', path, fields)).result;
    // What a rule or a right of the instance forbids is left out in silence.
    const wanted = fields['state'];
    if (wanted === undefined || state === wanted) return;
    throw new ChannelFailure(
      'refused',
      `ServiceNow left ${number} in state ${state} where ${wanted} was asked for; let the channel’s user change it.`,
    );
  }

  async function newest(fingerprint: string): Promise<Incident | undefined> {
    // The query is a language, too: nothing else may ever come into it.
    if (!SYS_ID.test(fingerprint)) throw new RangeError('A fingerprint is 32 hexadecimal digits');
    const query = encodeURIComponent(`correlation_id=${fingerprint}^ORDERBYDESCsys_created_on`);
    const path = `incident?sysparm_query=${query}&sysparm_fields=${FIELDS}&sysparm_limit=1`;
    return many(await call('GET', path)).result[0];
  }

  async function there(fingerprint: string): Promise<Incident> {
    const incident = await newest(fingerprint);
    if (incident !== undefined) return incident;
    throw new ChannelFailure(
      'refused',
      `ServiceNow has no incident with correlation_id ${fingerprint} for the channel’s user; it was deleted, or hidden from him.`,
    );
  }

  /** A journal is read as one text, whose entries stand one below another. */
  async function isSaid({ sys_id }: Incident, { mark }: Note): Promise<boolean> {
    const path = `incident/${encodeURIComponent(sys_id)}?sysparm_fields=work_notes&sysparm_display_value=true`;
    const { result } = answered('ServiceNow', Journal, await call('GET', path));
    return result.work_notes.includes(markOf(mark));
  }

  function assigned(): Promise<object> {
    group ??= groupOf(assignmentGroup).catch((error: unknown) => {
      group = undefined;
      throw error;
    });
    return group;
  }

  async function groupOf(name: string | undefined): Promise<object> {
    if (name === undefined) return {};
    if (SYS_ID.test(name)) return { assignment_group: name };
    const query = encodeURIComponent(`name=${name.replaceAll('^', '^^')}`);
    const path = `sys_user_group?sysparm_query=${query}&sysparm_fields=sys_id&sysparm_limit=2`;
    const [found, ...others] = answered('ServiceNow', Groups, await call('GET', path)).result;
    if (found !== undefined && others.length === 0) return { assignment_group: found.sys_id };
    throw new ChannelFailure(
      'refused',
      `ServiceNow has ${found === undefined ? 'no group' : 'several groups'} named “${name}”; give the sys_id of one in assignmentGroup.`,
    );
  }

  async function call(method: ChannelRequest['method'], path: string, body?: object) {
    const password = await secret(config.password);
    const proof = Buffer.from(`${user}:${password}`).toString('base64');
    return ask(fetch, {
      system: 'ServiceNow',
      method,
      url: `${instance}/api/now/table/${path}`,
      headers: { authorization: `Basic ${proof}` },
      secrets: [password, proof],
      ...(body === undefined ? {} : { body }),
    });
  }

  function copyOf(fingerprint: string, incident: Incident): Copy {
    const query = encodeURIComponent(`correlation_id=${fingerprint}^ORDERBYDESCsys_created_on`);
    const url = `${instance}/incident.do?sysparm_query=${query}`;
    return { id: fingerprint, url, state: isClosed(incident) ? 'closed' : 'open' };
  }
};

function one(answer: Parameters<typeof answered>[2]) {
  return answered('ServiceNow', z.object({ result: Incident }), answer);
}

function many(answer: Parameters<typeof answered>[2]) {
  return answered('ServiceNow', z.object({ result: z.array(Incident) }), answer);
}

function isClosed({ state }: Incident): boolean {
  return state === RESOLVED || FINAL.includes(state);
}

function textsOf({ id, title, body }: Draft) {
  return { short_description: serviceNowTitle(title) || id, description: serviceNowText(body) };
}

function said({ mark, text }: Note): string {
  return serviceNowText([{ kind: 'paragraph', text }], `\n\n${markOf(mark)}`);
}

function markOf(mark: string): string {
  return `bailiff-note-${mark}`;
}
