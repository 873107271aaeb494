/** Who acts: the function itself reads; each kind of write has an identity of its own, impersonated for minutes. */
export type Actor = 'remediate' | 'jobWriter' | 'accountWriter' | 'roleGranter' | 'orgPolicyWriter';

/** IAM permissions by the identity that needs them, as data: the custom roles of the deployment are compared with it. */
export type PermissionSet = Readonly<Partial<Record<Actor, readonly string[]>>>;
