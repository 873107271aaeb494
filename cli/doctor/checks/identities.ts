import { z } from 'zod';
import { allAccounts } from '../../../shared/deployed/accounts.ts';
import { enableAccountLine } from '../../../shared/domain/gcloud.ts';
import { unless } from '../../../shared/gcp/call.ts';
import { APPLY, type Check } from '../check.ts';
import { type Fault, type Judged, judge, wrong } from '../judged.ts';
import type { Patient } from '../patient.ts';

const API = 'iam.googleapis.com';
const Account = z.object({ email: z.string(), disabled: z.boolean().default(false) });
const Keys = z.object({ keys: z.array(z.object({ name: z.string() })).default([]) });

/** Each identity is there and enabled, and nobody has a key of it. */
export const identities: Check = {
  id: 'identities',
  probes: (patient) =>
    allAccounts(patient.deployment).map((email) => ({
      about: email,
      look: () => look(email, patient),
    })),
};

async function look(email: string, { ask, deployment }: Patient): Promise<Judged> {
  const { project } = deployment;
  const path = `/v1/projects/${project}/serviceAccounts/${email}`;
  const account = await unless([404], ask.get(API, path, Account));
  if (account === undefined) return wrong('There is no such account.', APPLY);
  const { keys } = await ask.get(API, `${path}/keys?keyTypes=USER_MANAGED`, Keys);
  const faults: Fault[] = keys.map(({ name }) => {
    const id = name.split('/').at(-1) ?? name;
    const mend = `gcloud iam service-accounts keys delete ${id} --iam-account=${email} --project=${project}`;
    return { says: `Somebody has its key ${id}.`, mend };
  });
  if (account.disabled)
    faults.push({ says: 'It is disabled.', mend: enableAccountLine(email, project) });
  return judge(faults, 'It is enabled and has no keys.');
}
