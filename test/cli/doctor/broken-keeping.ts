import type { Broken } from './broken.ts';
import { P } from './local-deployment.ts';

const PROJECT = '--project=bailiff-prod';

/** What may be wrong with what is kept, and with what comes due. */
export const BROKEN_KEEPING: readonly Broken[] = [
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
