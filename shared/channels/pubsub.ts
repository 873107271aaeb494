import { publisher } from '../gcp/publisher.ts';
import { alertEvent } from './alert-event.ts';
import type { AlertNews, FindingNews } from './channel.ts';
import { cloudEvent } from './cloud-event.ts';
import { findingEvent } from './finding-event.ts';
import { googleFailure } from './google-failure.ts';
import { OCSF_SCHEMA, ocsfAlert, ocsfFinding } from './ocsf.ts';
import type { Connect } from './ports.ts';

/**
 * Publishes to a topic, for a SIEM: docs/siem.md. Needs pubsub.topics.publish on it. Pub/Sub may deliver an event more
 * than once, and so may a channel that is told again; its id tells.
 */
export const connectPubsub: Connect<'pubsub'> = ({ topic, format }, { google }) => {
  const [, project = '', , name = ''] = topic.split('/');
  const { publishText } = publisher(google, project);

  async function tell(news: AlertNews | FindingNews): Promise<void> {
    const { data, attributes } = cloudEvent(news, format === 'ocsf' ? ocsf(news) : own(news));
    await publishText(name, data, attributes).catch((error: unknown) => {
      throw googleFailure(error);
    });
  }
  return { alerts: { tell }, findings: { tell } };
};

function own(news: AlertNews | FindingNews) {
  return {
    type: `dev.bailiff.${news.kind}.v1`,
    schema: `urn:bailiff:schema:${news.kind}:v1`,
    data: news.kind === 'finding' ? findingEvent(news) : alertEvent(news),
  };
}

function ocsf(news: AlertNews | FindingNews) {
  return {
    type: `dev.bailiff.${news.kind}.ocsf.v1`,
    schema: OCSF_SCHEMA,
    data: news.kind === 'finding' ? ocsfFinding(news) : ocsfAlert(news),
  };
}
