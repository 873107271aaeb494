import type { Broken } from './broken.ts';
import { example, ORG, P } from './local-deployment.ts';

const SERVICE = (id: string) => `${P}/locations/us-central1/services/bailiff-${id}`;
const AT = '--region=us-central1 --project=bailiff-prod';
const PUSH = (id: string) =>
  `serviceAccount:bailiff-push-${id}@bailiff-prod.iam.gserviceaccount.com`;
const INVOKER = 'roles/run.invoker';
const DEV = 'user:dev@example.com';

const invokersOf = (id: string) => ({ check: 'invokers', about: `invokers of bailiff-${id}` });
const environmentOf = (id: string) => ({
  check: 'environment',
  about: `environment of bailiff-${id}`,
  mend: ['terraform apply'],
});
const removed = (id: string, member: string, role = INVOKER) => [
  `gcloud run services remove-iam-policy-binding bailiff-${id} ${AT} --member=${member} --role=${role}`,
];
const deployment = (changes: object) => JSON.stringify({ ...example(), ...changes });

/** What may be wrong with the Cloud Run services behind the functions: who may invoke them, and what they are told. */
export const BROKEN_SERVICES: readonly Broken[] = [
  {
    what: 'everybody may call a function',
    break: ({ bind }) => bind(SERVICE('evaluate'), INVOKER, 'allUsers'),
    ...invokersOf('evaluate'),
    says: /^allUsers holds roles\/run\.invoker on it\.$/,
    mend: removed('evaluate', 'allUsers'),
  },
  {
    what: 'everybody with a Google account may call a function',
    break: ({ bind }) => bind(SERVICE('recheck'), INVOKER, 'allAuthenticatedUsers'),
    ...invokersOf('recheck'),
    says: /^allAuthenticatedUsers holds/,
    mend: removed('recheck', 'allAuthenticatedUsers'),
  },
  {
    what: "another function's subscription may call a function",
    break: ({ bind }) => bind(SERVICE('tick'), INVOKER, PUSH('evaluate')),
    ...invokersOf('tick'),
    says: /^serviceAccount:bailiff-push-evaluate@.* holds roles\/run\.invoker on it\.$/,
    mend: removed('tick', PUSH('evaluate')),
  },
  {
    what: 'somebody may change who calls a function',
    break: ({ bind }) => bind(SERVICE('notify'), 'roles/run.admin', DEV),
    ...invokersOf('notify'),
    says: /^user:dev@example\.com holds roles\/run\.admin on it\.$/,
    mend: removed('notify', DEV, 'roles/run.admin'),
  },
  {
    what: 'the subscription may not call its function',
    break: ({ unbind }) => unbind(SERVICE('sweep'), INVOKER),
    ...invokersOf('sweep'),
    says: /bailiff-push-sweep@.* lacks roles\/run\.invoker on it\.$/,
    mend: [
      `gcloud run services add-iam-policy-binding bailiff-sweep ${AT} --member=${PUSH('sweep')} --role=${INVOKER}`,
    ],
  },
  {
    what: 'Cloud Run does not check who calls a function',
    break: ({ change }) => change(SERVICE('remediate'), { invokerIamDisabled: true }),
    ...invokersOf('remediate'),
    says: /^Cloud Run does not check who calls it/,
    mend: [`gcloud run services update bailiff-remediate ${AT} --invoker-iam-check`],
  },
  {
    what: 'somebody may call whatever is in the organization',
    break: ({ bind }) => bind(ORG, INVOKER, DEV),
    check: 'invokers',
    about: 'invokers of everything',
    says: /^user:dev@example\.com holds roles\/run\.invoker on organizations\/100000000001\.$/,
    mend: [
      `gcloud organizations remove-iam-policy-binding 100000000001 --member=${DEV} --role=${INVOKER} --all`,
    ],
  },
  {
    what: "somebody may call whatever is in Bailiff's project",
    break: ({ bind }) => bind(P, 'roles/run.servicesInvoker', DEV),
    check: 'invokers',
    about: 'invokers of everything',
    says: /^user:dev@example\.com holds roles\/run\.servicesInvoker on projects\/bailiff-prod\.$/,
    mend: [
      `gcloud projects remove-iam-policy-binding bailiff-prod --member=${DEV} --role=roles/run.servicesInvoker --all`,
    ],
  },
  {
    what: 'a function is told of no deployment',
    break: ({ tell }) => tell('evaluate', 'BAILIFF_DEPLOYMENT', undefined),
    ...environmentOf('evaluate'),
    says: /^BAILIFF_DEPLOYMENT is not set; /,
  },
  {
    what: 'a function is told of a deployment that it cannot read',
    break: ({ tell }) => tell('recheck', 'BAILIFF_DEPLOYMENT', '{"ceiling":"none"}'),
    ...environmentOf('recheck'),
    says: /^BAILIFF_DEPLOYMENT is not usable: .*ceiling/,
  },
  {
    what: 'a function is told of another deployment',
    break: ({ tell }) =>
      tell(
        'remediate',
        'BAILIFF_DEPLOYMENT',
        deployment({ ceiling: 'observe', approvers: ['user:dev@example.com'] }),
      ),
    ...environmentOf('remediate'),
    says: /^Its BAILIFF_DEPLOYMENT says something else of ceiling, approvers\.$/,
  },
  {
    what: 'a function has another ledger',
    break: ({ tell }) => tell('tick', 'BAILIFF_LEDGER', 'firestore:other'),
    ...environmentOf('tick'),
    says: /^Its BAILIFF_LEDGER is not firestore:bailiff\.$/,
  },
  {
    what: 'a function reads another policy',
    break: ({ tell }) => tell('sweep', 'BAILIFF_POLICY', 'gs://elsewhere/policy.yaml'),
    ...environmentOf('sweep'),
    says: /^Its BAILIFF_POLICY is not gs:\/\/bailiff-prod-bailiff-policy\/policy\.yaml\.$/,
  },
  {
    what: 'a function believes the pushes of another account, for somebody else',
    break: ({ tell }) => {
      tell('notify', 'BAILIFF_PUSH_IDENTITY', PUSH('evaluate').replace('serviceAccount:', ''));
      tell('notify', 'BAILIFF_PUSH_AUDIENCE', 'https://elsewhere.example.com');
    },
    ...environmentOf('notify'),
    says: /^Its BAILIFF_PUSH_IDENTITY is not bailiff-push-notify@\S+ Its BAILIFF_PUSH_AUDIENCE is not https:\/\/us-central1-bailiff-prod\.cloudfunctions\.net\/bailiff-notify\.$/,
  },
  {
    what: 'a function wants a signature that Cloud Run takes off',
    break: ({ tell }) => tell('evaluate', 'BAILIFF_PUSH_SIGNATURE', undefined),
    ...environmentOf('evaluate'),
    says: /^Its BAILIFF_PUSH_SIGNATURE is not checked-by-cloud-run/,
  },
  {
    what: 'a function lets everybody push',
    break: ({ tell }) => {
      for (const name of ['IDENTITY', 'AUDIENCE', 'SIGNATURE'])
        tell('recheck', `BAILIFF_PUSH_${name}`, undefined);
    },
    ...environmentOf('recheck'),
    says: /^Its BAILIFF_PUSH_IDENTITY is not \S+ Its BAILIFF_PUSH_AUDIENCE is not/,
  },
  {
    what: 'a function asks somebody else than Google, with a token that nobody may see',
    break: ({ tell }) => {
      tell('remediate', 'BAILIFF_API_ROOT', 'https://elsewhere.example.com');
      tell('remediate', 'BAILIFF_ACCESS_TOKEN', 'hunter2');
      tell('remediate', 'FIRESTORE_EMULATOR_HOST', '10.0.0.1:8085');
    },
    ...environmentOf('remediate'),
    says: /^(?!.*hunter2)It has BAILIFF_ACCESS_TOKEN, which .* It has BAILIFF_API_ROOT, which .* It has FIRESTORE_EMULATOR_HOST, which/,
  },
  {
    what: 'a function sends what it measures elsewhere',
    break: ({ tell }) =>
      tell('sweep', 'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT', 'https://elsewhere.example.com'),
    ...environmentOf('sweep'),
    says: /^Its OTEL_EXPORTER_OTLP_METRICS_ENDPOINT is not https:\/\/telemetry\.googleapis\.com/,
  },
  {
    what: 'an old revision answers, whatever the newest is told',
    break: ({ change }) =>
      change(SERVICE('notify'), {
        traffic: [
          { type: 'TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST', percent: 10 },
          { revision: 'bailiff-notify-00001-abc', percent: 90 },
          { revision: 'bailiff-notify-00002-abc', tag: 'tried' },
        ],
      }),
    ...environmentOf('notify'),
    says: /^Requests go to its revision bailiff-notify-00001-abc, which may be told something else\.$/,
    mend: [`gcloud run services update-traffic bailiff-notify --to-latest ${AT}`],
  },
  {
    what: 'a function that sends nothing is told of the channels',
    break: ({ tell }) => tell('tick', 'BAILIFF_CHANNELS', '{}'),
    ...environmentOf('tick'),
    says: /^It has BAILIFF_CHANNELS, which the deployment does not give it\.$/,
  },
];
