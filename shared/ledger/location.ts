/** Where a ledger is kept. */
export type LedgerLocation =
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'firestore'; readonly databaseId: string };

const SCHEME = 'firestore:';
// https://cloud.google.com/firestore/docs/manage-databases#database_id
const DATABASE = /^(?:\(default\)|[a-z][a-z0-9-]{2,61}[a-z0-9])$/;

/** Reads `firestore:DATABASE_ID` or the path of a file; `undefined` for a database that Firestore would not name so. */
export function parseLocation(text: string): LedgerLocation | undefined {
  if (!text.startsWith(SCHEME)) return { kind: 'sqlite', path: text };
  const databaseId = text.slice(SCHEME.length);
  return DATABASE.test(databaseId) ? { kind: 'firestore', databaseId } : undefined;
}
