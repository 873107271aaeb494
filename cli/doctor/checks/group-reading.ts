import type { Check } from '../check.ts';
import { type Judged, ok, unknown, wrong } from '../judged.ts';
import type { Patient } from '../patient.ts';
import { readPolicy } from '../read-policy.ts';

/**
 * Where groups must be read. Who is in one is Policy Troubleshooter's to tell evaluate and remediate, for which they need
 * the Groups Reader role of the Admin console: no API that an operator of Google Cloud may ask tells who holds that.
 */
export const groupReading: Check = {
  id: 'group-reading',
  probes: (patient) => [
    { about: 'groups among the approvers', look: async () => approvers(patient) },
    { about: "groups among the policy's deployers", look: () => deployers(patient) },
  ],
};

function approvers({ deployment }: Patient): Judged {
  const groups = deployment.approvers.filter((one) => one.startsWith('group:'));
  if (groups.length === 0) return ok('None, so none has to be read.');
  const persons = deployment.approvers.filter((one) => !one.startsWith('group:'));
  const list = [...persons, 'user:NAME@DOMAIN'].map((one) => `"${one}"`).join(', ');
  return wrong(
    `${groups.join(', ')} counts for nobody, since Bailiff looks into no group: name the persons.`,
    `approvers = [${list}]`,
  );
}

async function deployers(patient: Patient): Promise<Judged> {
  const loaded = (await readPolicy(patient))?.loaded;
  if (loaded?.ok !== true) return unknown('The policy cannot be loaded: see the check of it.');
  const named = loaded.policy.trust.flatMap((entry) => entry.deployers);
  const groups = [...new Set(named.filter((one) => one.startsWith('group:')))];
  if (groups.length === 0) return ok('None, so none has to be read for what the policy trusts.');
  const { evaluate, remediate } = patient.deployment.identities;
  return unknown(
    `${groups.join(', ')}: whether ${evaluate} and ${remediate} may read their members is kept in the Admin console (Account > Admin roles > Groups Reader), which tells it to no API that is asked here. Without it such a finding stays at ticket.`,
  );
}
