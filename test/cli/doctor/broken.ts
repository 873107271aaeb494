import { type LocalDeployment, ORG, P } from './local-deployment.ts';

const PROJECT = '--project=bailiff-prod';
const EMAIL = (id: string) => `${id}@bailiff-prod.iam.gserviceaccount.com`;
const DEV = 'user:dev@example.com';

/** One thing broken: what breaks it, the one check that says so about one thing, and the lines that mend it. */
export interface Broken {
  readonly what: string;
  break(local: LocalDeployment): void;
  readonly check: string;
  readonly about: string;
  readonly says: RegExp;
  readonly mend: readonly string[];
}

const sink = `${ORG}/sinks/bailiff`;
const pushed = `${P}/subscriptions/decisions-remediate`;
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

export const BROKEN: readonly Broken[] = [
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
  {
    what: 'a function runs as another account',
    break: ({ change }) =>
      change(`${P}/locations/us-central1/functions/bailiff-notify`, {
        serviceConfig: {
          uri: 'https://bailiff-notify-local-uc.a.run.app',
          serviceAccountEmail: EMAIL('bailiff-remediate'),
          ingressSettings: 'ALLOW_INTERNAL_ONLY',
        },
      }),
    check: 'functions',
    about: 'function bailiff-notify',
    says: /runs as bailiff-remediate@/,
    mend: ['terraform apply'],
  },
  {
    what: 'an identity is disabled',
    break: ({ account }) => {
      account('bailiff-notify').disabled = true;
    },
    check: 'identities',
    about: EMAIL('bailiff-notify'),
    says: /disabled/,
    mend: [`gcloud iam service-accounts enable ${EMAIL('bailiff-notify')} ${PROJECT}`],
  },
  {
    what: 'somebody has a key',
    break: ({ organization }) => {
      const name = `${P}/serviceAccounts/${EMAIL('bailiff-job-writer')}/keys/abc123`;
      organization.deployed.set(name, { name, keyType: 'USER_MANAGED' });
    },
    check: 'identities',
    about: EMAIL('bailiff-job-writer'),
    says: /has its key abc123/,
    mend: [
      `gcloud iam service-accounts keys delete abc123 --iam-account=${EMAIL('bailiff-job-writer')} ${PROJECT}`,
    ],
  },
  {
    what: 'somebody else may impersonate a writer',
    break: ({ account, bind }) =>
      bind(
        `serviceAccounts/${account('bailiff-job-writer').uniqueId}`,
        'roles/iam.serviceAccountTokenCreator',
        DEV,
      ),
    check: 'impersonation',
    about: `policy of ${EMAIL('bailiff-job-writer')}`,
    says: /user:dev@example.com holds roles\/iam.serviceAccountTokenCreator/,
    mend: [
      `gcloud iam service-accounts remove-iam-policy-binding ${EMAIL('bailiff-job-writer')} ${PROJECT} --member=${DEV} --role=roles/iam.serviceAccountTokenCreator`,
    ],
  },
  {
    what: 'remediate may not impersonate a writer',
    break: ({ account, unbind }) =>
      unbind(
        `serviceAccounts/${account('bailiff-job-writer').uniqueId}`,
        'roles/iam.serviceAccountTokenCreator',
      ),
    check: 'impersonation',
    about: `policy of ${EMAIL('bailiff-job-writer')}`,
    says: /bailiff-remediate@.* lacks roles\/iam.serviceAccountTokenCreator/,
    mend: [
      `gcloud iam service-accounts add-iam-policy-binding ${EMAIL('bailiff-job-writer')} ${PROJECT} --member=serviceAccount:${EMAIL('bailiff-remediate')} --role=roles/iam.serviceAccountTokenCreator`,
    ],
  },
  {
    what: 'a role holds more',
    break: ({ organization }) => {
      const role = organization.roles.get(`${ORG}/roles/bailiffSweeper`);
      if (role === undefined) throw new Error('There is no such role.');
      const permissions = [...role.permissions, 'run.jobs.delete'];
      organization.roles.set(`${ORG}/roles/bailiffSweeper`, { ...role, permissions });
    },
    check: 'roles',
    about: 'role bailiffSweeper',
    says: /holds more than is needed: run.jobs.delete/,
    mend: [
      'gcloud iam roles update bailiffSweeper --organization=100000000001 --remove-permissions=run.jobs.delete',
    ],
  },
  {
    what: 'an identity holds a role of the organization besides',
    break: ({ bind }) => bind(ORG, 'roles/browser', `serviceAccount:${EMAIL('bailiff-notify')}`),
    check: 'grants',
    about: `${EMAIL('bailiff-notify')} on ${ORG}`,
    says: /holds roles\/browser, which the deployment does not give it/,
    mend: [
      `gcloud organizations remove-iam-policy-binding 100000000001 --member=serviceAccount:${EMAIL('bailiff-notify')} --role=roles/browser --condition=None`,
    ],
  },
  {
    what: 'an identity lacks the ledger',
    break: ({ unbind }) => unbind(P, 'roles/storage.objectViewer'),
    check: 'grants',
    about: `${EMAIL('bailiff-build')} on ${P}`,
    says: /lacks roles\/storage.objectViewer/,
    mend: [
      `gcloud projects add-iam-policy-binding bailiff-prod --member=serviceAccount:${EMAIL('bailiff-build')} --role=roles/storage.objectViewer --condition=None`,
    ],
  },
  {
    what: "somebody holds a role of Bailiff's",
    break: ({ bind }) => bind(ORG, `${ORG}/roles/bailiffJobWriter`, DEV),
    check: 'grants',
    about: 'others with roles of Bailiff',
    says: /user:dev@example.com holds .*bailiffJobWriter/,
    mend: [
      `gcloud organizations remove-iam-policy-binding 100000000001 --member=${DEV} --role=${ORG}/roles/bailiffJobWriter --all`,
    ],
  },
  {
    what: 'a deny policy is missing',
    break: ({ organization }) => void organization.denyPolicies.delete(P),
    check: 'deny-policies',
    about: `deny policy bailiff-project of ${P}`,
    says: /no such policy/,
    mend: ['terraform apply'],
  },
  {
    what: "somebody owns Bailiff's project",
    break: ({ bind }) => bind(P, 'roles/owner', DEV),
    check: 'basic-roles',
    about: `${P} and what is above it`,
    says: /user:dev@example.com holds roles\/owner on projects\/bailiff-prod/,
    mend: [
      `gcloud projects remove-iam-policy-binding bailiff-prod --member=${DEV} --role=roles/owner --all`,
    ],
  },
  {
    what: 'somebody edits the whole organization',
    break: ({ bind }) => bind(ORG, 'roles/editor', DEV),
    check: 'basic-roles',
    about: `${P} and what is above it`,
    says: /user:dev@example.com holds roles\/editor on organizations\/100000000001/,
    mend: [
      `gcloud organizations remove-iam-policy-binding 100000000001 --member=${DEV} --role=roles/editor --all`,
    ],
  },
  {
    what: 'the database is of the other kind',
    break: ({ change }) => change(`${P}/databases/bailiff`, { type: 'DATASTORE_MODE' }),
    check: 'ledger',
    about: 'database bailiff',
    says: /of the type DATASTORE_MODE/,
    mend: ['terraform apply'],
  },
  {
    what: 'an index is missing',
    break: ({ remove }) => remove(`${P}/databases/bailiff/collectionGroups/uses/indexes/7`),
    check: 'ledger',
    about: 'indexes of bailiff',
    says: /no index of uses on keys CONTAINS, name ASCENDING/,
    mend: [
      `gcloud firestore indexes composite create --database=bailiff --collection-group=uses --query-scope=collection --field-config=field-path=keys,array-config=contains --field-config=field-path=name,order=ascending ${PROJECT}`,
    ],
  },
  {
    what: 'an index is being built',
    break: ({ change }) =>
      change(`${P}/databases/bailiff/collectionGroups/uses/indexes/7`, { state: 'CREATING' }),
    check: 'ledger',
    about: 'indexes of bailiff',
    says: /is CREATING: its queries fail until it is READY/,
    mend: [`gcloud firestore operations list --database=bailiff ${PROJECT}`],
  },
  {
    what: 'no sweep is asked for',
    break: ({ change }) =>
      change(`${P}/locations/us-central1/jobs/bailiff-sweep`, { state: 'PAUSED' }),
    check: 'schedule',
    about: 'Scheduler job bailiff-sweep',
    says: /PAUSED/,
    mend: [`gcloud scheduler jobs resume bailiff-sweep --location=us-central1 ${PROJECT}`],
  },
  {
    what: 'nothing asks for ticks',
    break: ({ remove }) => remove(`${P}/locations/us-central1/jobs/bailiff-tick`),
    check: 'schedule',
    about: 'Scheduler job bailiff-tick',
    says: /nothing asks for a tick/,
    mend: ['terraform apply'],
  },
  {
    what: 'dead letters wait',
    break: ({ deadLetters }) => {
      deadLetters.waiting = 3;
    },
    check: 'dead-letters',
    about: 'what dead-letters-kept holds',
    says: /^3 wait\./,
    mend: ['npm run -s bailiff -- replay --dead-letters --project bailiff-prod'],
  },
];
