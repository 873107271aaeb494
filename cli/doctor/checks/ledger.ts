import { z } from 'zod';
import { DATABASE } from '../../../shared/deployed/parts.ts';
import { unless } from '../../../shared/gcp/call.ts';
import { COMPOSITE_INDEXES } from '../../../shared/ledger/firestore/indexes.ts';
import { APPLY, type Check } from '../check.ts';
import { type Judged, judge, ok, wrong } from '../judged.ts';
import type { Patient } from '../patient.ts';

const API = 'firestore.googleapis.com';
const Database = z.object({
  type: z.string().default(''),
  pointInTimeRecoveryEnablement: z.string().default(''),
});

/** https://cloud.google.com/firestore/docs/reference/rest/v1/projects.databases.collectionGroups.indexes */
const Indexes = z.object({
  indexes: z
    .array(
      z.object({
        name: z.string(),
        queryScope: z.string().default('COLLECTION'),
        state: z.string().default(''),
        fields: z.array(
          z.object({
            fieldPath: z.string(),
            order: z.string().optional(),
            arrayConfig: z.string().optional(),
          }),
        ),
      }),
    )
    .default([]),
  nextPageToken: z.string().optional(),
});
type Index = z.infer<typeof Indexes>['indexes'][number];

const MOST_PAGES = 20;

/** The database is there, and every index that the ledger's queries need is ready. */
export const ledger: Check = {
  id: 'ledger',
  probes: (patient) => [
    { about: `database ${DATABASE}`, look: () => lookAtDatabase(patient) },
    { about: `indexes of ${DATABASE}`, look: () => lookAtIndexes(patient) },
  ],
};

async function lookAtDatabase({ ask, deployment }: Patient): Promise<Judged> {
  const path = `/v1/projects/${deployment.project}/databases/${DATABASE}`;
  const database = await unless([404], ask.get(API, path, Database));
  if (database === undefined) return wrong('There is no ledger: nothing can be handled.', APPLY);
  if (database.type !== 'FIRESTORE_NATIVE')
    return wrong(`It is of the type ${database.type}, on which the ledger does not work.`, APPLY);
  if (database.pointInTimeRecoveryEnablement !== 'POINT_IN_TIME_RECOVERY_ENABLED')
    return wrong(
      'Its point-in-time recovery is off.',
      `gcloud firestore databases update --database=${DATABASE} --enable-pitr --project=${deployment.project}`,
    );
  return ok('It is a Firestore database in native mode with point-in-time recovery.');
}

async function lookAtIndexes(patient: Patient): Promise<Judged> {
  const { project } = patient.deployment;
  const found = (await list(patient)).map((index) => ({ key: keyOf(index), state: index.state }));
  const faults = COMPOSITE_INDEXES.flatMap(({ collection, fields }) => {
    const parts = fields.map((field) => ({
      path: field.path,
      kind: 'order' in field ? field.order : field.arrayConfig,
    }));
    const words = parts.map(({ path, kind }) => `${path} ${kind}`).join(', ');
    const index = found.find(({ key }) => key === `${collection}: ${words}`);
    if (index?.state === 'READY') return [];
    if (index !== undefined)
      return [
        {
          says: `The index of ${collection} on ${words} is ${index.state}: its queries fail until it is READY.`,
          mend: `gcloud firestore operations list --database=${DATABASE} --project=${project}`,
        },
      ];
    const flags = parts.map(({ path, kind }) => {
      const how = kind === 'CONTAINS' ? 'array-config=contains' : `order=${kind.toLowerCase()}`;
      return `--field-config=field-path=${path},${how}`;
    });
    return [
      {
        says: `There is no index of ${collection} on ${words}: its queries fail.`,
        mend: `gcloud firestore indexes composite create --database=${DATABASE} --collection-group=${collection} --query-scope=collection ${flags.join(' ')} --project=${project}`,
      },
    ];
  });
  return judge(faults, `All ${COMPOSITE_INDEXES.length} are ready.`);
}

async function list({ ask, deployment }: Patient): Promise<readonly Index[]> {
  const path = `/v1/projects/${deployment.project}/databases/${DATABASE}/collectionGroups/-/indexes`;
  const all: Index[] = [];
  let token = '';
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query = token === '' ? '' : `&pageToken=${encodeURIComponent(token)}`;
    const answer = await ask.get(API, `${path}?pageSize=300${query}`, Indexes);
    all.push(...answer.indexes);
    token = answer.nextPageToken ?? '';
    if (token === '') break;
  }
  return all;
}

/** Firestore adds __name__ at the end by itself. */
function keyOf({ name, fields }: Index): string {
  const collection = /\/collectionGroups\/([^/]+)\//.exec(name)?.[1] ?? '';
  const words = fields
    .filter(({ fieldPath }) => fieldPath !== '__name__')
    .map(({ fieldPath, order, arrayConfig }) => `${fieldPath} ${order ?? arrayConfig}`);
  return `${collection}: ${words.join(', ')}`;
}
