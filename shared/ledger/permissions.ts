import type { PermissionUse } from '../domain/permission.ts';

const why = {
  get: 'Reads findings, claims and whatever else the ledger keeps.',
  list: 'Searches the ledger.',
  create: 'Records what is new.',
  update: 'Records what has changed.',
  delete: 'Forgets locks and account uses that have ended.',
};
const without =
  'What was handled is delivered again until it is a dead letter, which raises an alert; nothing is changed without the ledger.';

/**
 * What the Firestore adapter needs: it reads by batchGet and runQuery and writes by commit, without transactions.
 * https://cloud.google.com/firestore/docs/security/iam
 */
export const ledgerPermissions = [
  { permission: 'datastore.entities.get', on: 'database', why: why.get, without },
  { permission: 'datastore.entities.list', on: 'database', why: why.list, without },
  { permission: 'datastore.entities.create', on: 'database', why: why.create, without },
  { permission: 'datastore.entities.update', on: 'database', why: why.update, without },
  { permission: 'datastore.entities.delete', on: 'database', why: why.delete, without },
] as const satisfies readonly PermissionUse[];
