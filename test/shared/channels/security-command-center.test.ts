import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  connectSecurityCommandCenter,
  findingHash,
} from '../../../shared/channels/security-command-center.ts';
import type { Finding, FindingState } from '../../../shared/domain/finding.ts';
import { HOSTILE_NAMES } from '../../fixtures/hostile-names.ts';
import { deniedFinding } from '../../functions/notify/account-use-finding.ts';
import { type LocalApis, localApis } from '../gcp/local-apis.ts';
import { unseenIn } from './seen.ts';
import { someFindingNews } from './some-news.ts';
import { somePorts } from './some-ports.ts';

const NOTIFY = 'serviceAccount:bailiff-notify@bailiff-prod.iam.gserviceaccount.com';
const SOURCE = 'organizations/100000000001/sources/500000000001';
const BEFORE = '2026-11-22T10:00:01Z';
const FINDINGS = `${SOURCE}/locations/global/findings`;

let apis: LocalApis;
beforeAll(async () => {
  apis = await localApis(
    ({ organization }) =>
      organization.bindings.push({
        role: 'roles/securitycenter.findingsEditor',
        members: [NOTIFY, 'user:analyst@example.com'],
      }),
    () => Date.parse('2026-11-23T00:00:00Z'),
  );
});
afterAll(() => apis.close());

let jobs = 0;
/** A job that no other test has: what its finding is in Security Command Center, and how it is told. */
function finding({ source = SOURCE, as = NOTIFY } = {}) {
  jobs += 1;
  const name = `job-${jobs}`;
  const resource = { ...someFindingNews().finding.resource, name };
  const { findings } = connectSecurityCommandCenter(
    { source },
    somePorts('', { google: apis.as(as) }),
  );
  const { id } = someFindingNews({ resource }).finding;
  return {
    resource,
    tell: async (state: FindingState, changes: Partial<Finding> = {}, at = BEFORE) =>
      findings?.tell(someFindingNews({ resource, state, ...changes }, at)),
    kept: () => apis.organization.securityFindings.get(`${FINDINGS}/${findingHash(id)}`),
    name: `${FINDINGS}/${findingHash(id)}`,
  };
}

async function analyst(name: string, mute: 'MUTED' | 'UNMUTED'): Promise<void> {
  await fetch(`${apis.apiRoot}/v2/${name}:setMute`, {
    method: 'POST',
    headers: { authorization: 'Bearer sandbox:user:analyst@example.com' },
    body: JSON.stringify({ mute }),
  });
}

describe('Security Command Center', () => {
  it('is told of a finding when it is found', async () => {
    const { tell, kept } = finding();
    await tell('ticketed', { ticket: 'BAILIFF-7' });
    expect(kept()).toMatchObject({
      state: 'ACTIVE',
      mute: 'UNDEFINED',
      category: 'default-service-account',
      resourceName: '//run.googleapis.com/projects/payments-prod/locations/us-central1/jobs/job-1',
      severity: 'HIGH',
      findingClass: 'MISCONFIGURATION',
      description: 'The rule says ticket.',
      eventTime: BEFORE,
      sourceProperties: {
        finding: 'default-service-account~payments-prod~us-central1~job-1',
        status: 'ticketed',
        mode: 'ticket',
        attempted: false,
        project: 'payments-prod',
        location: 'us-central1',
        job: 'job-1',
        account: '310000000001-compute@developer.gserviceaccount.com',
        principal: 'dev@example.com',
        occurrences: 1,
        firstseen: '2026-11-22T10:00:00Z',
        lastseen: '2026-11-22T10:00:00Z',
        unknown: [],
        fix: ['gcloud run jobs update nightly --project=payments-prod'],
        exemption: '',
        ticket: 'BAILIFF-7',
      },
    });
    expect(kept()).not.toHaveProperty('externalUri');
  });

  it('has one finding through all of its life', async () => {
    const { tell, kept } = finding();
    const life: readonly (readonly [FindingState, string, string])[] = [
      ['open', 'ACTIVE', 'UNDEFINED'],
      ['ticketed', 'ACTIVE', 'UNDEFINED'],
      ['remediated', 'INACTIVE', 'UNDEFINED'],
      ['ticketed', 'ACTIVE', 'UNDEFINED'],
      ['exempt', 'ACTIVE', 'MUTED'],
      ['exempt', 'ACTIVE', 'MUTED'],
      ['ticketed', 'ACTIVE', 'UNMUTED'],
      ['resolved', 'INACTIVE', 'UNMUTED'],
    ];
    const before = apis.organization.securityFindings.size;
    for (const [at, [state, activity, mute]] of life.entries()) {
      await tell(state, {}, `2026-11-22T10:01:0${at}Z`);
      expect(kept()).toMatchObject({
        state: activity,
        mute,
        eventTime: `2026-11-22T10:01:0${at}Z`,
        sourceProperties: { status: state },
      });
    }
    expect(apis.organization.securityFindings.size).toBe(before + 1);
  });

  it('leaves muted what a person muted', async () => {
    const { tell, kept, name } = finding();
    await tell('ticketed');
    await analyst(name, 'MUTED');
    await tell('ticketed', { occurrences: 2 });
    await tell('exempt');
    await tell('ticketed');
    expect(kept()?.['mute']).toBe('MUTED');
  });

  it('mutes again what a person unmuted while it is exempt, and unmutes it after', async () => {
    const { tell, kept, name } = finding();
    await tell('exempt');
    await analyst(name, 'UNMUTED');
    await tell('exempt');
    expect(kept()?.['mute']).toBe('MUTED');
    await tell('ticketed');
    expect(kept()?.['mute']).toBe('UNMUTED');
  });

  it.each([1, 2, 3, 4])(
    'comes to the same when call %i is the last that went through',
    async (calls) => {
      const { tell, kept, resource } = finding();
      await tell('ticketed');
      let left = calls;
      const google = apis.as(NOTIFY);
      const { findings } = connectSecurityCommandCenter(
        { source: SOURCE },
        somePorts('', {
          google: {
            ...google,
            fetch: async (url, request) => {
              left -= 1;
              if (left < 0) throw new Error('cut');
              return google.fetch(url, request);
            },
          },
        }),
      );
      await findings?.tell(someFindingNews({ resource, state: 'exempt' })).catch(() => {});
      await tell('exempt');
      expect(kept()?.['mute']).toBe('MUTED');
      await tell('remediated');
      expect(kept()).toMatchObject({ mute: 'UNMUTED', state: 'INACTIVE' });
    },
  );

  it.each(HOSTILE_NAMES.map((name) => [name]))('holds %j as it stands', async (name) => {
    const { tell, kept } = finding();
    const decision = { ...someFindingNews().finding.decision, because: [name] };
    await tell('ticketed', { principal: name, indeterminate: [name], decision });
    const { description, sourceProperties } = kept() as {
      description: string;
      sourceProperties: { principal: string; unknown: readonly string[] };
    };
    for (const text of [description, sourceProperties.principal, ...sourceProperties.unknown]) {
      expect(unseenIn(text)).toEqual([]);
      expect(text).not.toMatch(/^[=+\-@]|\n/);
    }
  });

  it('is told no more of an account that the deployer may not read than the refusal tells', async () => {
    const { findings } = connectSecurityCommandCenter(
      { source: SOURCE },
      somePorts('', { google: apis.as(NOTIFY) }),
    );
    const denied = deniedFinding('missing-act-as', { withheld: true });
    await findings?.tell({ ...someFindingNews(), finding: denied });
    const name = `${FINDINGS}/${findingHash(denied.id)}`;
    expect(apis.organization.securityFindings.get(name)).toMatchObject({
      description: '',
      sourceProperties: { fix: [], unknown: [] },
    });
  });

  it('says that it may not, and that there is no such source', async () => {
    await expect(finding({ as: 'user:dev@example.com' }).tell('open')).rejects.toMatchObject({
      name: 'ChannelFailure',
      kind: 'refused',
      message: expect.stringContaining(
        "securitycenter.googleapis.com answered 403: Permission 'securitycenter.findings.update' denied",
      ) as string,
    });
    const source = 'organizations/100000000001/sources/7';
    await expect(finding({ source }).tell('open')).rejects.toMatchObject({
      kind: 'refused',
      message: 'securitycenter.googleapis.com answered 404: Requested entity was not found.',
    });
  });
});
