import { IDENTITIES } from '../permissions/identities.ts';

/** One of Bailiff's own roles, which infra makes in the organization. */
export interface CustomRole {
  readonly id: string;
  /** What those who hold it declare that they use, in alphabetical order. */
  readonly permissions: readonly string[];
}

const granted = IDENTITIES.flatMap(({ grants }) => grants);
const ids = [...new Set(granted.map(({ role }) => role))].filter((id) => !id.startsWith('roles/'));

export const ROLES: readonly CustomRole[] = ids.map((id) => {
  const uses = granted.flatMap((grant) => (grant.role === id ? grant.uses : []));
  return { id, permissions: [...new Set(uses.map(({ permission }) => permission))].sort() };
});
