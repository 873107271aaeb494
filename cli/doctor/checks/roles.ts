import { z } from 'zod';
import { type CustomRole, ROLES } from '../../../shared/deployed/roles.ts';
import { unless } from '../../../shared/gcp/call.ts';
import { APPLY, type Check } from '../check.ts';
import { type Fault, type Judged, judge, wrong } from '../judged.ts';
import type { Patient } from '../patient.ts';

const Role = z.object({
  includedPermissions: z.array(z.string()).default([]),
  deleted: z.boolean().default(false),
  stage: z.string().default(''),
});

/** Each custom role holds what its identities need, and nothing more. */
export const roles: Check = {
  id: 'roles',
  probes: (patient) =>
    ROLES.map((role) => ({ about: `role ${role.id}`, look: () => look(role, patient) })),
};

async function look(
  { id: name, permissions: wanted }: CustomRole,
  { ask, deployment }: Patient,
): Promise<Judged> {
  const { organization } = deployment;
  const path = `/v1/${organization}/roles/${name}`;
  const role = await unless([404], ask.get('iam.googleapis.com', path, Role));
  if (role === undefined) return wrong('There is no such role.', APPLY);
  const at = `${name} --organization=${organization.replace('organizations/', '')}`;
  if (role.deleted)
    return wrong('It is deleted, and grants nothing.', `gcloud iam roles undelete ${at}`);
  const lacking = wanted.filter((one) => !role.includedPermissions.includes(one));
  const besides = role.includedPermissions.filter((one) => !wanted.includes(one));
  const faults: Fault[] = [];
  const fault = (found: readonly string[], what: string, flag: string) => {
    if (found.length === 0) return;
    const mend = `gcloud iam roles update ${at} --${flag}-permissions=${found.join(',')}`;
    faults.push({ says: `It ${what} ${found.join(', ')}.`, mend });
  };
  fault(lacking, 'lacks', 'add');
  fault(besides, 'holds more than is needed:', 'remove');
  if (role.stage === 'DISABLED')
    faults.push({ says: 'It is disabled.', mend: `gcloud iam roles update ${at} --stage=GA` });
  return judge(faults, `It holds its ${wanted.length} permissions.`);
}
