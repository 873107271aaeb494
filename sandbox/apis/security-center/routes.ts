import { ApiError, badField } from '../../http/api-error.ts';
import { type Call, type Route, route } from '../../http/call.ts';
import { pageRequest, takePage } from '../page.ts';
import { readBody } from '../read-body.ts';
import { FindingBody, MuteBody, StateBody } from './finding-body.ts';
import { masked } from './finding-mask.ts';
import { notFound, permittedSource } from './source.ts';

type Json = Readonly<Record<string, unknown>>;

const UPDATE = 'securitycenter.findings.update';

const createFinding: Route['handle'] = (call) => {
  const body = readBody(call, FindingBody);
  const source = permittedSource(call, UPDATE);
  const id = call.query.get('findingId') ?? '';
  if (!/^[A-Za-z0-9]{1,32}$/.test(id))
    throw badField('Invalid finding_id: it has 1 to 32 letters and digits.', 'finding_id');
  if (!body.category || !body.eventTime)
    throw badField('A finding needs a category and an event_time.', 'finding');
  const name = `${source}/locations/global/findings/${id}`;
  if (call.organization.securityFindings.has(name))
    throw new ApiError('ALREADY_EXISTS', 'Requested entity already exists');
  return keep(call, name, {
    name,
    canonicalName: name,
    parent: `${source}/locations/global`,
    state: 'ACTIVE',
    mute: 'UNDEFINED',
    ...body,
    createTime: timeOf(call),
  });
};

const patchFinding: Route['handle'] = (call) => {
  const body = readBody(call, FindingBody);
  const [name, finding] = existing(call, UPDATE);
  const mask = call.query.get('updateMask') ?? '';
  if (mask === '') throw badField('The local organization wants an update mask.', 'update_mask');
  return keep(call, name, masked(finding, body, mask));
};

const setState: Route['handle'] = (call) => {
  const { state, startTime } = readBody(call, StateBody);
  const [name, finding] = existing(call, 'securitycenter.findings.setState');
  return keep(call, name, { ...finding, state, eventTime: startTime });
};

const setMute: Route['handle'] = (call) => {
  const { mute } = readBody(call, MuteBody);
  const [name, finding] = existing(call, 'securitycenter.findings.setMute');
  const muteInitiator = `Muted by ${call.principal.replace(/^\w+:/, '')}`;
  return keep(call, name, { ...finding, mute, muteInitiator, muteUpdateTime: timeOf(call) });
};

const listFindings: Route['handle'] = (call) => {
  const source = permittedSource(call, 'securitycenter.findings.list');
  const filter = call.query.get('filter') ?? '';
  const wanted = /^name\s*=\s*"([^"]+)"$/.exec(filter)?.[1];
  if (filter !== '' && wanted === undefined)
    throw badField('The local organization filters by name="NAME" alone.', 'filter');
  const all = [...call.organization.securityFindings]
    .filter(([name]) => name.startsWith(`${source}/`) && (wanted ?? name) === name)
    .map(([name, finding]) => ({ name, finding }));
  const { items, ...next } = takePage(all, ({ name }) => name, pageRequest(call.query, 10, 1000));
  const results = items.map(({ finding }) => ({ finding }));
  return { listFindingsResults: results, totalSize: all.length, ...next };
};

function existing(call: Call, permission: string): readonly [string, Json] {
  const source = permittedSource(call, permission);
  const name = `${source}/locations/global/findings/${call.params['finding']}`;
  const finding = call.organization.securityFindings.get(name);
  if (finding === undefined) throw notFound();
  return [name, finding];
}

function keep(call: Call, name: string, finding: Json): Json {
  if (Date.parse(String(finding['eventTime'])) > call.organization.now())
    throw badField('event_time must not be in the future.', 'finding.event_time');
  call.organization.securityFindings.set(name, finding);
  return finding;
}

function timeOf({ organization }: Call): string {
  return new Date(organization.now()).toISOString();
}

const FINDINGS = '/v2/organizations/{organization}/sources/{source}/locations/{location}/findings';

/** https://cloud.google.com/security-command-center/docs/reference/rest/v2/organizations.sources.locations.findings */
export const securityCenterRoutes: readonly Route[] = [
  route('POST', FINDINGS, createFinding),
  route('GET', FINDINGS, listFindings),
  route('PATCH', `${FINDINGS}/{finding}`, patchFinding),
  route('POST', `${FINDINGS}/{finding}:setState`, setState),
  route('POST', `${FINDINGS}/{finding}:setMute`, setMute),
];
