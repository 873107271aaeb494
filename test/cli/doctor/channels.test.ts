import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addSecretVersion, setVersionState } from '../../../sandbox/organization/secrets.ts';
import { readChannels } from '../../../shared/policy/read-channels.ts';
import { type LocalDeployment, localDeployment, ORG, P } from './local-deployment.ts';

const NOTIFY = 'serviceAccount:bailiff-notify@bailiff-prod.iam.gserviceaccount.com';
const DEV = 'user:dev@example.com';
const ACCESSOR = 'roles/secretmanager.secretAccessor';
const IN = '--project=bailiff-prod';
const TOPIC = 'projects/data-dev/topics/siem';
const SOURCE = `${ORG}/sources/500000000001`;
const SECRETS = ['jira', 'github', 'slack', 'chat', 'smtp'];

const CHANNELS = {
  desk: {
    jira: {
      site: 'https://example.atlassian.net',
      edition: 'cloud',
      project: 'OPS',
      user: 'bailiff@example.com',
      token: `${P}/secrets/jira/versions/latest`,
    },
  },
  issues: { github: { repository: 'example/jobs', token: `${P}/secrets/github/versions/1` } },
  soc: { slack: { webhook: `${P}/secrets/slack/versions/1` } },
  team: { googleChat: { webhook: `${P}/secrets/chat/versions/latest` } },
  mail: {
    email: {
      host: 'smtp.example.com',
      from: 'bailiff@example.com',
      to: ['security@example.com'],
      user: 'bailiff@example.com',
      password: `${P}/secrets/smtp/versions/2`,
    },
  },
  siem: { pubsub: { topic: TOPIC, format: 'ocsf' } },
  center: { securityCommandCenter: { source: SOURCE } },
};

let local: LocalDeployment;
beforeEach(async () => {
  const read = readChannels(CHANNELS);
  if (!read.ok) throw new Error(read.faults.join(' '));
  local = await localDeployment(read.channels, (file) => {
    file.organization.securitySources.push('500000000001');
  });
  for (const name of SECRETS) addSecretVersion(local.organization, `${P}/secrets/${name}`, 'x');
  addSecretVersion(local.organization, `${P}/secrets/smtp`, 'y');
  local.organization.deployed.set(TOPIC, { name: TOPIC });
  local.bind(TOPIC, 'roles/pubsub.publisher', NOTIFY);
  local.bind(SOURCE, 'roles/securitycenter.findingsEditor', NOTIFY);
});
afterEach(() => local.close());

async function looked(as?: string) {
  const deployment = local.deploymentFile({ channels: Object.keys(CHANNELS) });
  const { verdicts } = await local.look(as === undefined ? { deployment } : { deployment, as });
  return verdicts;
}

async function found(as?: string) {
  const verdicts = (await looked(as)).filter(({ check }) => check === 'channels');
  return Object.fromEntries(verdicts.map(({ about, check: _, ...rest }) => [about, rest]));
}

describe('the channels', () => {
  it('are well where each has what it uses at Google, and nothing else is wrong', async () => {
    const verdicts = await looked();
    expect(verdicts.filter(({ state }) => state !== 'ok')).toEqual([]);
    expect(verdicts.filter(({ check }) => check === 'channels')).toHaveLength(8);
  });

  it('name what each lacks, and the line that mends it', async () => {
    const { organization, unbind, bind, remove } = local;
    organization.secrets.delete(`${P}/secrets/jira`);
    setVersionState(organization, `${P}/secrets/github`, 1, 'DISABLED');
    setVersionState(organization, `${P}/secrets/slack`, 1, 'DESTROYED');
    bind(`${P}/secrets/chat`, ACCESSOR, DEV);
    bind(`${P}/secrets/chat`, 'roles/secretmanager.viewer', DEV);
    unbind(`${P}/secrets/smtp`, ACCESSOR);
    remove(TOPIC);
    unbind(SOURCE, 'roles/securitycenter.findingsEditor');
    expect(await found()).toMatchObject({
      'channels of bailiff-notify': { state: 'ok' },
      'channel desk': {
        says: `There is no ${P}/secrets/jira.`,
        mend: [`gcloud secrets create jira ${IN} --replication-policy=automatic --data-file=-`],
      },
      'channel issues': {
        says: `${P}/secrets/github/versions/1 is DISABLED.`,
        mend: [`gcloud secrets versions enable 1 --secret=github ${IN}`],
      },
      'channel soc': {
        says: `${P}/secrets/slack/versions/1 is DESTROYED.`,
        mend: [`gcloud secrets versions add slack ${IN} --data-file=-`],
      },
      'channel team': {
        says: `${P}/secrets/chat: ${DEV} holds ${ACCESSOR} on it.`,
        mend: [
          `gcloud secrets remove-iam-policy-binding chat ${IN} --member=${DEV} --role=${ACCESSOR}`,
        ],
      },
      'channel mail': {
        says: `${P}/secrets/smtp: ${NOTIFY} lacks ${ACCESSOR} on it.`,
        mend: [
          `gcloud secrets add-iam-policy-binding smtp ${IN} --member=${NOTIFY} --role=${ACCESSOR}`,
        ],
      },
      'channel siem': {
        says: `There is no ${TOPIC}.`,
        mend: ['gcloud pubsub topics create siem --project=data-dev'],
      },
      'channel center': {
        says: `${NOTIFY} lacks roles/securitycenter.findingsEditor on ${SOURCE}.`,
        mend: ['terraform apply'],
      },
    });
  });

  it('find the newest version disabled where the newest is asked for, one that was never made, and rights taken away', async () => {
    const { organization, unbind, tell } = local;
    setVersionState(organization, `${P}/secrets/jira`, 1, 'DISABLED');
    unbind(TOPIC, 'roles/pubsub.publisher');
    const elsewhere = { ...CHANNELS.issues.github, token: `${P}/secrets/github/versions/7` };
    const absent = { securityCommandCenter: { source: `${ORG}/sources/9` } };
    const told = { ...CHANNELS, issues: { github: elsewhere }, center: absent };
    tell('notify', 'BAILIFF_CHANNELS', JSON.stringify(told));
    expect(await found()).toMatchObject({
      'channel desk': {
        says: `${P}/secrets/jira/versions/latest is DISABLED.`,
        mend: [`gcloud secrets versions enable 1 --secret=jira ${IN}`],
      },
      'channel issues': {
        says: `There is no ${P}/secrets/github/versions/7.`,
        mend: [`gcloud secrets versions add github ${IN} --data-file=-`],
      },
      'channel siem': {
        says: `${NOTIFY} lacks roles/pubsub.publisher on ${TOPIC}.`,
        mend: [
          `gcloud pubsub topics add-iam-policy-binding siem --project=data-dev --member=${NOTIFY} --role=roles/pubsub.publisher`,
        ],
      },
      'channel center': {
        says: `There is no ${ORG}/sources/9.`,
        mend: [expect.stringMatching(/^curl .*\/v2\/organizations\/100000000001\/sources$/)],
      },
    });
  });

  it('are not taken for told by a name that every object has', async () => {
    const deployment = local.deploymentFile({ channels: ['constructor'] });
    const { verdicts } = await local.look({ deployment });
    expect(verdicts.find(({ about }) => about === 'channel constructor')?.state).toBe('unknown');
  });

  it('have the names that the deployment has', async () => {
    const { soc, ...others } = CHANNELS;
    local.tell('notify', 'BAILIFF_CHANNELS', JSON.stringify({ ...others, chat: soc }));
    expect(await found()).toMatchObject({
      'channels of bailiff-notify': {
        state: 'wrong',
        says: 'It is not told what soc is. It is told of chat, which the deployment does not have.',
        mend: ['terraform apply'],
      },
      'channel soc': { state: 'unknown' },
      'channel team': { state: 'ok' },
    });
  });

  it.each([
    { told: '{', says: /It is not JSON\.$/ },
    { told: '{"soc":{"slack":{"webhook":"hunter2"}}}', says: /must name a version in Secret Man/ },
  ])('are read as notify reads them, and $told is repeated nowhere', async ({ told, says }) => {
    local.tell('notify', 'BAILIFF_CHANNELS', told);
    const verdicts = await looked();
    expect(JSON.stringify(verdicts)).not.toContain('hunter2');
    expect(verdicts.filter(({ state }) => state === 'wrong')).toMatchObject([
      { check: 'channels', says: expect.stringMatching(says), mend: ['terraform apply'] },
    ]);
    expect(verdicts.filter(({ state }) => state === 'unknown')).toHaveLength(7);
  });

  it('are unknown, with the permission that is lacking, to whoever may not read them', async () => {
    local.bind(P, 'roles/run.viewer', DEV);
    expect(await found(DEV)).toMatchObject({
      'channels of bailiff-notify': { state: 'ok' },
      'channel desk': {
        state: 'unknown',
        says: expect.stringContaining('secretmanager.secrets.getIamPolicy'),
      },
      'channel siem': { state: 'unknown', says: expect.stringContaining('pubsub.topics.get') },
      'channel center': {
        state: 'unknown',
        says: expect.stringContaining('securitycenter.sources.getIamPolicy'),
      },
    });
  });
});
