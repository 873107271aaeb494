import type { ActionId } from '../domain/deployment.ts';
import type { PermissionUse } from '../domain/permission.ts';

/** One role that an identity holds somewhere, and what it holds it for. */
interface Grant {
  /** Id of a custom role of infra/roles.tf, or the whole name of one of Google's. */
  readonly role: string;
  /** Where the role is bound, e.g. `organization`, `topic decisions`. */
  readonly where: string;
  readonly uses: readonly PermissionUse[];
  /** Whether it is held only with a setting that is off by default. */
  readonly optional?: boolean;
}

/** Who acts in a deployment. Its permissions are those of its grants, and no others. */
export interface Identity {
  /** Id of its service account, or what Google calls its own. */
  readonly account: string;
  /** A sentence. */
  readonly does: string;
  /** Under which settings it can do that, a sentence; always when left out. */
  readonly only?: string;
  /** Of a writer: it holds its role only while one of these actions is allowed. */
  readonly actions?: readonly ActionId[];
  /** Who may act as it. */
  readonly by: string;
  readonly grants: readonly Grant[];
}
