import { z } from 'zod';
import {
  type DenyPolicy,
  denyPolicies as wantedPolicies,
} from '../../../shared/deployed/deny-policies.ts';
import { unless } from '../../../shared/gcp/call.ts';
import { APPLY, type Check } from '../check.ts';
import { denyFaults } from '../deny-faults.ts';
import { type Judged, judge, wrong } from '../judged.ts';
import type { Patient } from '../patient.ts';
import { readService } from '../read-service.ts';

const names = z.array(z.string()).default([]);
const DenyRule = z.object({
  deniedPrincipals: names,
  exceptionPrincipals: names,
  deniedPermissions: names,
  exceptionPermissions: names,
  denialCondition: z.object({ expression: z.string().default('') }).optional(),
});

/** https://cloud.google.com/iam/docs/reference/rest/v2/policies */
const Found = z.object({
  rules: z
    .array(z.object({ description: z.string().default(''), denyRule: DenyRule.prefault({}) }))
    .default([]),
});

/** The deny policies are there, and no rule of theirs has lost something or is passed by an exception. */
export const denyPolicies: Check = {
  id: 'deny-policies',
  probes: (patient) =>
    wanted(patient, true).map(({ id, node }) => ({
      about: `deny policy ${id} of ${node}`,
      look: () => look(id, node, patient),
    })),
};

function wanted(
  { deployment, protectedFolders = [] }: Patient,
  console: boolean,
): readonly DenyPolicy[] {
  return wantedPolicies(deployment, { protectedFolders, console });
}

async function look(id: string, node: string, patient: Patient): Promise<Judged> {
  const point = encodeURIComponent(`cloudresourcemanager.googleapis.com/${node}`);
  const path = `/v2/policies/${point}/denypolicies/${id}`;
  const policy = await unless([404], patient.ask.get('iam.googleapis.com', path, Found));
  if (policy === undefined) return wrong('There is no such policy.', APPLY);
  const console = (await unless([404], readService(patient, 'console'))) !== undefined;
  const rules = wanted(patient, console).find((one) => one.id === id && one.node === node)?.rules;
  const found = policy.rules.map(({ description, denyRule: { denialCondition, ...rule } }) => ({
    ...rule,
    description,
    condition: denialCondition?.expression,
  }));
  const faults = denyFaults(rules ?? [], found).map((says) => ({ says, mend: APPLY }));
  return judge(faults, 'It denies what infra has it deny, with no exception or condition besides.');
}
