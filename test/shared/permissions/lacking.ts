import { createOrganization } from '../../../sandbox/organization/create.ts';
import type { OrganizationFile } from '../../../sandbox/organization/file.ts';
import { permissionsOf } from '../../../sandbox/organization/roles.ts';

interface Bound {
  role: string;
  members: string[];
}

/** Takes one permission from one member, wherever a role gives it, and leaves everything else as it is. */
export function lacking(member: string, permission: string): (file: OrganizationFile) => void {
  return (file) => {
    const organization = createOrganization(file);
    const policies: Bound[][] = [
      file.organization.bindings,
      ...file.projects.flatMap(({ bindings, accountBindings, secrets, buckets }) => [
        bindings,
        ...Object.values(accountBindings),
        ...secrets.map((secret) => secret.bindings),
        ...buckets.map((bucket) => bucket.bindings),
      ]),
    ];
    for (const bindings of policies)
      for (const binding of [...bindings]) {
        const held = permissionsOf(organization, binding.role) ?? [];
        if (!binding.members.includes(member) || !held.includes(permission)) continue;
        const id = `less${Object.keys(file.organization.roles).length}`;
        file.organization.roles[id] = held.filter((one) => one !== permission);
        binding.members = binding.members.filter((one) => one !== member);
        const role = `organizations/${file.organization.number}/roles/${id}`;
        bindings.push({ role, members: [member] });
      }
  };
}
