import type { Broken } from './broken.ts';
import { ORG, P } from './local-deployment.ts';

const PROJECT = '--project=bailiff-prod';
const DEV = 'user:dev@example.com';

const sink = `${ORG}/sinks/bailiff`;
const pushed = `${P}/subscriptions/decisions-remediate`;
const ticks = `${P}/subscriptions/ticks-evaluate`;
const inSink = { check: 'sink', about: `sink bailiff of ${ORG}` } as const;
const inPush = { check: 'subscriptions', about: 'subscription decisions-remediate' } as const;
const updateSink = (flags: string) => [
  `gcloud logging sinks update bailiff ${flags} --organization=100000000001`,
];
const updatePush = (flags: string) => [
  `gcloud pubsub subscriptions update decisions-remediate ${flags} ${PROJECT}`,
];
const PUSH_FLAGS =
  '--push-endpoint=https://bailiff-remediate-local-uc.a.run.app --push-auth-service-account=bailiff-push-remediate@bailiff-prod.iam.gserviceaccount.com --push-auth-token-audience=https://us-central1-bailiff-prod.cloudfunctions.net/bailiff-remediate';

/** What may be wrong with the way of an event to the functions. */
export const BROKEN_DELIVERY: readonly Broken[] = [
  {
    what: 'the sink has another filter',
    break: ({ change }) => change(sink, { filter: 'severity>=ERROR' }),
    ...inSink,
    says: /filter is not that of infra/,
    mend: updateSink('--log-filter="$(cat infra/sink-filter.txt)"'),
  },
  {
    what: 'the sink leaves children out',
    break: ({ change }) => change(sink, { includeChildren: false }),
    ...inSink,
    says: /leaves out the organization's folders/,
    mend: updateSink('--include-children'),
  },
  {
    what: 'the sink exports elsewhere',
    break: ({ change }) => change(sink, { destination: `pubsub.googleapis.com/${P}/topics/mine` }),
    ...inSink,
    says: /exports to .*topics\/mine/,
    mend: updateSink(`pubsub.googleapis.com/${P}/topics/audit-events`),
  },
  {
    what: 'the sink is disabled',
    break: ({ change }) => change(sink, { disabled: true }),
    ...inSink,
    says: /disabled/,
    mend: updateSink('--no-disabled'),
  },
  {
    what: 'the sink excludes entries',
    break: ({ change }) => change(sink, { exclusions: [{ name: 'quiet', filter: 'x' }] }),
    ...inSink,
    says: /excludes entries by quiet/,
    mend: updateSink('--remove-exclusions=quiet'),
  },
  {
    what: "the sink's writer may not publish",
    break: ({ unbind }) => unbind(`${P}/topics/audit-events`, 'roles/pubsub.publisher'),
    check: 'topics',
    about: 'topic audit-events',
    says: /gcp-sa-logging.* lacks roles\/pubsub.publisher/,
    mend: [
      `gcloud pubsub topics add-iam-policy-binding audit-events ${PROJECT} --member=serviceAccount:service-org-100000000001@gcp-sa-logging.iam.gserviceaccount.com --role=roles/pubsub.publisher`,
    ],
  },
  {
    what: 'a topic is missing',
    break: ({ remove }) => remove(`${P}/topics/outcomes`),
    check: 'topics',
    about: 'topic outcomes',
    says: /no such topic/,
    mend: ['terraform apply'],
  },
  {
    what: 'somebody else may publish decisions',
    break: ({ bind }) => bind(`${P}/topics/decisions`, 'roles/pubsub.publisher', DEV),
    check: 'topics',
    about: 'topic decisions',
    says: /user:dev@example.com holds roles\/pubsub.publisher/,
    mend: [
      `gcloud pubsub topics remove-iam-policy-binding decisions ${PROJECT} --member=${DEV} --role=roles/pubsub.publisher`,
    ],
  },
  {
    what: 'a subscription is missing',
    break: ({ remove }) => remove(`${P}/subscriptions/outcomes-notify`),
    check: 'subscriptions',
    about: 'subscription outcomes-notify',
    says: /not there/,
    mend: ['terraform apply'],
  },
  {
    what: 'a subscription pushes elsewhere',
    break: ({ organization, change }) => {
      const pushConfig = organization.deployed.get(pushed)?.['pushConfig'];
      change(pushed, {
        pushConfig: Object.assign({}, pushConfig, { pushEndpoint: 'https://x.y' }),
      });
    },
    ...inPush,
    says: /pushes to https:\/\/x\.y, not to/,
    mend: updatePush(PUSH_FLAGS),
  },
  {
    what: 'a subscription pushes as nobody',
    break: ({ change }) =>
      change(pushed, {
        pushConfig: { pushEndpoint: 'https://bailiff-remediate-local-uc.a.run.app' },
      }),
    ...inPush,
    says: /pushes as nobody.* token is for nobody/,
    mend: updatePush(PUSH_FLAGS),
  },
  {
    what: 'a subscription gives nothing up',
    break: ({ change }) => change(pushed, { deadLetterPolicy: undefined }),
    ...inPush,
    says: /does not give a message up/,
    mend: updatePush(`--dead-letter-topic=${P}/topics/dead-letters --max-delivery-attempts=25`),
  },
  {
    what: 'a subscription retries at once',
    break: ({ change }) => change(pushed, { retryPolicy: undefined }),
    ...inPush,
    says: /does not wait 10 s to 10 min/,
    mend: updatePush('--min-retry-delay=10s --max-retry-delay=600s'),
  },
  {
    what: 'a subscription expires',
    break: ({ change }) => change(pushed, { expirationPolicy: { ttl: '2678400s' } }),
    ...inPush,
    says: /expires/,
    mend: updatePush('--expiration-period=never'),
  },
  {
    what: 'a subscription keeps messages for a day',
    break: ({ change }) => change(pushed, { messageRetentionDuration: '86400s' }),
    ...inPush,
    says: /keeps messages for 86400s, not for 2678400s/,
    mend: updatePush('--message-retention-duration=2678400s'),
  },
  {
    what: 'ticks are kept as events are, and raise alerts as dead letters',
    break: ({ change }) =>
      change(ticks, {
        messageRetentionDuration: '2678400s',
        deadLetterPolicy: { deadLetterTopic: `${P}/topics/dead-letters`, maxDeliveryAttempts: 25 },
      }),
    check: 'subscriptions',
    about: 'subscription ticks-evaluate',
    says: /keeps messages for 2678400s, not for 600s\. It gives messages up as dead letters, and should not/,
    mend: [
      `gcloud pubsub subscriptions update ticks-evaluate --message-retention-duration=600s ${PROJECT}`,
      `gcloud pubsub subscriptions update ticks-evaluate --clear-dead-letter-policy ${PROJECT}`,
    ],
  },
  {
    what: "a push's time is too short",
    break: ({ change }) => change(pushed, { ackDeadlineSeconds: 10 }),
    ...inPush,
    says: /given up after 10 s, not 600 s/,
    mend: updatePush('--ack-deadline=600'),
  },
  {
    what: 'a subscription has a filter',
    break: ({ change }) => change(pushed, { filter: 'attributes:x' }),
    ...inPush,
    says: /has a filter/,
    mend: ['terraform apply'],
  },
  {
    what: 'dead letters cannot be forwarded',
    break: ({ unbind }) => unbind(pushed, 'roles/pubsub.subscriber'),
    ...inPush,
    says: /gcp-sa-pubsub.* lacks roles\/pubsub.subscriber/,
    mend: [
      `gcloud pubsub subscriptions add-iam-policy-binding decisions-remediate ${PROJECT} --member=serviceAccount:service-310000000009@gcp-sa-pubsub.iam.gserviceaccount.com --role=roles/pubsub.subscriber`,
    ],
  },
  {
    what: 'dead letters are pushed away',
    break: ({ change }) =>
      change(`${P}/subscriptions/dead-letters-kept`, {
        pushConfig: { pushEndpoint: 'https://x.y' },
      }),
    check: 'subscriptions',
    about: 'subscription dead-letters-kept',
    says: /keeps nothing/,
    mend: [`gcloud pubsub subscriptions update dead-letters-kept --push-endpoint= ${PROJECT}`],
  },
];
