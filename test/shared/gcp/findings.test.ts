import { afterEach, expect, it } from 'vitest';
import { findings, type SourceFinding } from '../../../shared/gcp/findings.ts';
import { connectGoogle } from '../../../shared/gcp/google.ts';
import { type Answer, answeringServer } from './answering-server.ts';

const SOURCE = 'organizations/100000000001/sources/500000000001';
const FINDING: SourceFinding = {
  state: 'ACTIVE',
  category: 'default-service-account',
  resourceName: '//run.googleapis.com/projects/payments-prod/locations/us-central1/jobs/nightly',
  severity: 'HIGH',
  findingClass: 'MISCONFIGURATION',
  description: 'The rule says ticket.',
  eventTime: '2026-11-22T10:00:00Z',
  sourceProperties: { job: 'nightly' },
};

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

async function answering(...answers: readonly Answer[]) {
  const server = await answeringServer(...answers);
  closers.push(server.close);
  return { server, source: findings(connectGoogle({ apiRoot: server.apiRoot }), SOURCE) };
}

it('asks for each thing as the API documents it', async () => {
  const { server, source } = await answering({ status: 200, body: { state: 'ACTIVE' } });
  await source.create('f1', FINDING);
  await source.update('f1', { severity: 'LOW', sourceProperties: { muted: true, fix: ['a'] } });
  await source.setState('f1', 'INACTIVE', '2026-11-22T10:00:01Z');
  await source.setMute('f1', 'UNMUTED');
  const at = `/v2/${SOURCE}/locations/global/findings`;
  expect(server.asked.map(({ method, url, body }) => [method, url, JSON.parse(body)])).toEqual([
    ['POST', `${at}?findingId=f1`, FINDING],
    [
      'PATCH',
      `${at}/f1?updateMask=severity%2CsourceProperties.muted%2CsourceProperties.fix`,
      { severity: 'LOW', sourceProperties: { muted: true, fix: ['a'] } },
    ],
    ['POST', `${at}/f1:setState`, { state: 'INACTIVE', startTime: '2026-11-22T10:00:01Z' }],
    ['POST', `${at}/f1:setMute`, { mute: 'UNMUTED' }],
  ]);
});

it('says of a finding that is there already that it did not make it', async () => {
  const body = { error: { code: 409, message: 'There.', status: 'ALREADY_EXISTS' } };
  const { source } = await answering({ status: 409, body });
  expect(await source.create('f1', FINDING)).toBeUndefined();
});

it('throws whatever else the API answers, after one call', async () => {
  const body = { error: { code: 404, message: 'No source.', status: 'NOT_FOUND' } };
  const { server, source } = await answering({ status: 404, body });
  await expect(source.create('f1', FINDING)).rejects.toMatchObject({
    status: 404,
    message: 'No source.',
    api: 'securitycenter.googleapis.com',
  });
  expect(server.asked).toHaveLength(1);
});
