/** https://cloud.google.com/resource-manager/docs/reference/orgpolicy/rest/v2/organizations.customConstraints */
export const METHOD_TYPES = [
  'METHOD_TYPE_UNSPECIFIED',
  'CREATE',
  'UPDATE',
  'DELETE',
  'REMOVE_GRANT',
  'GOVERN_TAGS',
] as const;
export const ACTION_TYPES = ['ACTION_TYPE_UNSPECIFIED', 'ALLOW', 'DENY'] as const;

/** A custom constraint of the organization. By itself it enforces nothing. */
export interface CustomConstraint {
  readonly resourceTypes: readonly string[];
  readonly methodTypes: readonly (typeof METHOD_TYPES)[number][];
  /** CEL on a resource. */
  readonly condition: string;
  readonly actionType: (typeof ACTION_TYPES)[number];
  readonly displayName: string;
  readonly description: string;
  /** In milliseconds. */
  readonly updated: number;
}
