import type { Channel } from '../../../shared/channels/channel.ts';
import { connectGithub } from '../../../shared/channels/github.ts';
import { connectGitlab } from '../../../shared/channels/gitlab.ts';
import { connectJira } from '../../../shared/channels/jira.ts';
import { connectPagerduty } from '../../../shared/channels/pagerduty.ts';
import type { ChannelPorts } from '../../../shared/channels/ports.ts';
import { connectServicenow } from '../../../shared/channels/servicenow.ts';
import { connectWebhook } from '../../../shared/channels/webhook.ts';
import { startGitHub } from './github-server.ts';
import { startGitLab } from './gitlab-server.ts';
import { JIRA_TOKEN, JIRA_USER } from './jira-answers.ts';
import { start as startJira } from './jira-server.ts';
import { PAGERDUTY_KEY, start as startPagerduty } from './pagerduty-server.ts';
import {
  SERVICENOW_PASSWORD,
  SERVICENOW_USER,
  start as startServicenow,
} from './servicenow-server.ts';
import type { Vendor } from './vendor.ts';
import { start as startWebhook, WEBHOOK_KEY } from './webhook-server.ts';

/** A ticket system, its stand-in on loopback, and how it is reached. */
export interface Desk {
  readonly start: () => Promise<Vendor>;
  readonly secret: string;
  readonly connect: (url: string, ports: ChannelPorts) => Channel;
  /** How many of three notes show in it. */
  readonly notes: 0 | 3;
}

const SECRET = 'projects/p/secrets/desk/versions/1';
const ofJira = (edition: 'cloud' | 'data-center'): Desk => ({
  start: () => startJira(edition),
  secret: JIRA_TOKEN,
  notes: 3,
  connect: (site, ports) => {
    const names = { closed: 'Done', reopened: 'To Do', issueType: 'Task', project: 'SEC' };
    return connectJira({ site, edition, user: JIRA_USER, token: SECRET, ...names }, ports);
  },
});
/** Those that keep tickets by ways of their own. */
export const DESKS: Readonly<Record<string, Desk>> = {
  'Jira Cloud': ofJira('cloud'),
  'Jira Data Center': ofJira('data-center'),
  ServiceNow: {
    start: startServicenow,
    secret: SERVICENOW_PASSWORD,
    notes: 3,
    connect: (instance, ports) => {
      const closeCode = 'Solution provided';
      const config = { instance, user: SERVICENOW_USER, password: SECRET, closeCode };
      return connectServicenow(config, ports);
    },
  },
  PagerDuty: {
    start: startPagerduty,
    secret: PAGERDUTY_KEY,
    notes: 0,
    connect: (events, ports) => connectPagerduty({ events, routingKey: SECRET }, ports),
  },
  'A webhook': {
    start: startWebhook,
    secret: WEBHOOK_KEY,
    notes: 3,
    connect: (url, ports) => connectWebhook({ url, key: SECRET }, ports),
  },
};

/** Those that keep tickets as issues of a repository. */
const TRACKERS: Readonly<Record<string, Desk>> = {
  GitHub: {
    start: () => startGitHub(),
    secret: 'github-token',
    notes: 3,
    connect: (api, ports) =>
      connectGithub({ repository: 'example/security', api, token: SECRET }, ports),
  },
  GitLab: {
    start: startGitLab,
    secret: 'gitlab-token',
    notes: 3,
    connect: (site, ports) =>
      connectGitlab({ project: 'example/platform/security', site, token: SECRET }, ports),
  },
};

export const TICKET_SYSTEMS: Readonly<Record<string, Desk>> = { ...TRACKERS, ...DESKS };
