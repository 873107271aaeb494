import type { PermissionUse } from '../../shared/domain/permission.ts';

/** Who acts: the function itself reads; each kind of write has an identity of its own, impersonated for minutes. */
type Actor = 'remediate' | 'jobWriter' | 'accountWriter' | 'roleGranter' | 'orgPolicyWriter';

/** IAM permissions by the identity that needs them, as data: the roles of the deployment are compared with it. */
export type PermissionSet = Readonly<Partial<Record<Actor, readonly PermissionUse[]>>>;
