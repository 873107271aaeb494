import type { Broken } from './broken.ts';
import { ORG, P } from './local-deployment.ts';

const PROJECT = '--project=bailiff-prod';
const EMAIL = (id: string) => `${id}@bailiff-prod.iam.gserviceaccount.com`;
const DEV = 'user:dev@example.com';

/** What may be wrong with who Bailiff is and what it may. */
export const BROKEN_IDENTITIES: readonly Broken[] = [
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
];
