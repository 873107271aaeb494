import { type Route, route } from '../../http/call.ts';
import { pageRequest, takePage } from '../page.ts';
import { partName, permitPart, readPart } from './read.ts';

const SERVICE = 'firestore.googleapis.com';
const INDEX = /\/collectionGroups\/([^/]+)\/indexes\/[^/]+$/;
const DATABASE = '/v1/projects/{project}/databases/{database}';

const listIndexes: Route['handle'] = (call) => {
  const { database, collection } = call.params;
  const name = partName(call, `databases/${database}`);
  permitPart(call, { name, service: SERVICE, permission: 'datastore.indexes.list' });
  const found = [...call.organization.deployed].filter(([key]) => {
    const [, group] = key.startsWith(`${name}/`) ? (INDEX.exec(key) ?? []) : [];
    return group !== undefined && (collection === '-' || collection === group);
  });
  const { items, ...next } = takePage(found, ([key]) => key, pageRequest(call.query, 100, 300));
  return items.length > 0 ? { indexes: items.map(([, index]) => index), ...next } : {};
};

/** https://cloud.google.com/firestore/docs/reference/rest/v1/projects.databases.collectionGroups.indexes/list */
export const firestoreRoutes: readonly Route[] = [
  route(
    'GET',
    DATABASE,
    (call) =>
      readPart(call, {
        name: partName(call, `databases/${call.params['database']}`),
        service: SERVICE,
        permission: 'datastore.databases.getMetadata',
      }),
    'firestore',
  ),
  route('GET', `${DATABASE}/collectionGroups/{collection}/indexes`, listIndexes, 'firestore'),
];
