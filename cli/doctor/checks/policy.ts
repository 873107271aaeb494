import type { Check } from '../check.ts';
import { type Judged, ok, wrong } from '../judged.ts';
import type { Patient } from '../patient.ts';
import { readPolicy } from '../read-policy.ts';

/** The policy file can be read and has no faults under this deployment. */
export const policy: Check = {
  id: 'policy',
  probes: (patient) => [{ about: address(patient), look: () => look(patient) }],
};

function address({ policy: { bucket, object } }: Patient): string {
  return `gs://${bucket}/${object}`;
}

async function look(patient: Patient): Promise<Judged> {
  const file = await readPolicy(patient);
  const upload = `gcloud storage cp policy.yaml ${address(patient)}`;
  if (file === undefined) return wrong('There is no policy file: nothing can be decided.', upload);
  const { generation, created, digest, loaded } = file;
  const which = `Generation ${generation} of ${created}`;
  if (loaded.ok) return ok(`${which} has no faults; its digest is ${digest.slice(0, 12)}.`);
  const [first] = loaded.faults;
  const all = loaded.faults.length;
  return wrong(
    `${which} is refused, and the last good one stays in force: ${all} fault${all === 1 ? '' : 's'}, the first in line ${first?.line ?? '?'}.`,
    `gcloud storage cp ${address(patient)} policy.yaml`,
    'npm run -s bailiff -- policy check policy.yaml --deployment deployment.yaml',
    upload,
  );
}
