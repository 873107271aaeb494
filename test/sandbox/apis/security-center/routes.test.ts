import { describe, expect, it } from 'vitest';
import { replacePolicy } from '../../../../sandbox/organization/policies.ts';
import { refusal, servedApis } from '../served-apis.ts';

const EDITOR = 'user:finder@example.com';
const MUTER = 'user:muter@example.com';
const OWN = 'user:holder@example.com';
const AT = 'v2/organizations/100000000001/sources/500000000001/locations/global/findings';
const FINDING = {
  state: 'ACTIVE',
  category: 'default-service-account',
  resourceName: '//run.googleapis.com/projects/payments-prod/locations/us-central1/jobs/nightly',
  severity: 'HIGH',
  eventTime: '2026-11-22T07:59:00Z',
  sourceProperties: { job: 'nightly', mode: 'ticket' },
};

async function served() {
  const apis = await servedApis((file) => {
    file.organization.bindings.push(
      { role: 'roles/securitycenter.findingsEditor', members: [EDITOR] },
      { role: 'roles/securitycenter.findingsMuteSetter', members: [MUTER] },
    );
  });
  const as = (who: string) => (method: string, path: string, body?: unknown) =>
    apis.call(who, method, `${AT}${path}`, body);
  return { ...apis, editor: as(EDITOR), muter: as(MUTER) };
}

describe('Security Command Center', () => {
  it('keeps a finding under the id that its source chose', async () => {
    const { editor } = await served();
    const name = `${AT.slice(3)}/f1`;
    const view = {
      ...FINDING,
      name,
      canonicalName: name,
      parent: AT.slice(3, -'/findings'.length),
      mute: 'UNDEFINED',
      createTime: '2026-11-22T08:00:00.000Z',
    };
    expect(await editor('POST', '?findingId=f1', FINDING)).toEqual({ status: 200, body: view });
    expect((await editor('GET', '')).body).toEqual({
      listFindingsResults: [{ finding: view }],
      totalSize: 1,
    });
    const filter = encodeURIComponent(`name="${name}"`);
    expect((await editor('GET', `?filter=${filter}`)).body['totalSize']).toBe(1);
    expect((await editor('GET', `?filter=${filter.replace('f1', 'f2')}`)).body['totalSize']).toBe(
      0,
    );
  });

  it('shows the policy of a source to who may see it, and lets its own holders write there', async () => {
    const { call, organization } = await served();
    const bindings = [{ role: 'roles/securitycenter.findingsEditor', members: [OWN] }];
    const source = 'organizations/100000000001/sources/500000000001';
    replacePolicy(organization, source, { version: 1, bindings });
    expect((await call(OWN, 'POST', `${AT}?findingId=f1`, FINDING)).status).toBe(200);
    const elsewhere = AT.replace('500000000001', '500000000002');
    expect((await call(OWN, 'POST', `${elsewhere}?findingId=f1`, FINDING)).status).toBe(403);
    const ask = (who: string) => call(who, 'POST', `v2/${source}:getIamPolicy`, {});
    expect((await ask('user:operator@example.com')).body).toMatchObject({ bindings });
    expect(refusal(await ask(OWN))).toContain('securitycenter.sources.getIamPolicy');
  });

  it('takes no second one of the same id', async () => {
    const { editor } = await served();
    await editor('POST', '?findingId=f1', FINDING);
    expect(refusal(await editor('POST', '?findingId=f1', FINDING))).toBe(
      '409 ALREADY_EXISTS: Requested entity already exists',
    );
  });

  it('changes what the mask names, and of the source properties those alone', async () => {
    const { editor } = await served();
    await editor('POST', '?findingId=f1', FINDING);
    const { body } = await editor('PATCH', '/f1?updateMask=severity,sourceProperties.mode', {
      severity: 'LOW',
      sourceProperties: { mode: 'remediate', job: 'left alone' },
    });
    expect(body).toMatchObject({
      severity: 'LOW',
      sourceProperties: { job: 'nightly', mode: 'remediate' },
      eventTime: '2026-11-22T07:59:00Z',
    });
  });

  it('changes state and mute by their own methods', async () => {
    const { editor, muter } = await served();
    await editor('POST', '?findingId=f1', FINDING);
    const state = { state: 'INACTIVE', startTime: '2026-11-22T07:59:30Z' };
    expect((await editor('POST', '/f1:setState', state)).body).toMatchObject({
      state: 'INACTIVE',
      eventTime: '2026-11-22T07:59:30Z',
    });
    expect((await muter('POST', '/f1:setMute', { mute: 'MUTED' })).body).toMatchObject({
      mute: 'MUTED',
      muteInitiator: 'Muted by muter@example.com',
    });
  });

  it.each([
    ['POST', '?findingId=f-1', FINDING, 'Invalid finding_id: it has 1 to 32 letters and digits.'],
    [
      'POST',
      '?findingId=f2',
      { ...FINDING, category: undefined },
      'A finding needs a category and an event_time.',
    ],
    [
      'POST',
      '?findingId=f2',
      { ...FINDING, colour: 'red' },
      'Invalid JSON payload received. Unknown name "colour": Cannot find field.',
    ],
    [
      'POST',
      '?findingId=f2',
      { ...FINDING, eventTime: '2026-11-22T08:00:01Z' },
      'event_time must not be in the future.',
    ],
    ['POST', '?findingId=f2', { ...FINDING, sourceProperties: { 'a-b': 1 } }, 'Invalid value at'],
    [
      'PATCH',
      '/f1?updateMask=category',
      FINDING,
      'Invalid or immutable field in the update mask: category.',
    ],
    [
      'PATCH',
      '/f1?updateMask=state',
      FINDING,
      'Invalid or immutable field in the update mask: state.',
    ],
    ['PATCH', '/f1', FINDING, 'The local organization wants an update mask.'],
    ['POST', '/f1:setMute', { mute: 'UNDEFINED' }, 'Invalid value at'],
    [
      'GET',
      '?filter=category%3D%22x%22',
      undefined,
      'The local organization filters by name="NAME" alone.',
    ],
  ])('refuses %s %s of %j', async (method, path, body, message) => {
    const { editor } = await served();
    await editor('POST', '?findingId=f1', FINDING);
    expect(refusal(await editor(method, path, body))).toContain(`400 INVALID_ARGUMENT: ${message}`);
  });

  it('knows no other source and no other finding', async () => {
    const { call, editor } = await served();
    const none = '404 NOT_FOUND: Requested entity was not found.';
    const other = `${AT.replace('500000000001', '7')}?findingId=f1`;
    expect(refusal(await call(EDITOR, 'POST', other, FINDING))).toBe(none);
    expect(refusal(await editor('PATCH', '/f9?updateMask=severity', FINDING))).toBe(none);
  });

  it('asks for the permission of each method', async () => {
    const { editor, muter } = await served();
    await editor('POST', '?findingId=f1', FINDING);
    const state = { state: 'INACTIVE', startTime: '2026-11-22T07:59:30Z' };
    const on =
      "denied on resource '//securitycenter.googleapis.com/organizations/100000000001/sources/500000000001' (or it may not exist).";
    const refusals = [
      await muter('POST', '?findingId=f2', FINDING),
      await muter('PATCH', '/f1?updateMask=severity', FINDING),
      await muter('POST', '/f1:setState', state),
      await muter('GET', ''),
    ];
    expect(refusals.map(refusal)).toEqual(
      ['update', 'update', 'setState', 'list'].map(
        (verb) => `403 PERMISSION_DENIED: Permission 'securitycenter.findings.${verb}' ${on}`,
      ),
    );
  });
});
