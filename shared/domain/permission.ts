/** What Google checks a permission on. */
type CheckedOn =
  | 'organization'
  | 'folder'
  | 'project'
  | 'service account'
  | 'role'
  | 'job'
  | 'operation'
  | 'image repository'
  | 'secret'
  | 'bucket'
  | 'object'
  | 'topic'
  | 'source'
  | 'subscription'
  | 'database'
  | 'function'
  | 'log';

/** One IAM permission that some code uses, for whoever must decide whether to grant it. */
export interface PermissionUse {
  readonly permission: string;
  readonly on: CheckedOn;
  /** What it is for, a sentence. */
  readonly why: string;
  /** What happens when it is missing, a sentence. */
  readonly without: string;
}

/** The permissions of each method of a client; a method that needs none says so by an empty list. */
export type PermissionsOf<Client> = { readonly [M in keyof Client]: readonly PermissionUse[] };
