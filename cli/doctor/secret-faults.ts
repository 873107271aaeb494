import { z } from 'zod';
import { unless } from '../../shared/gcp/call.ts';
import type { Fault } from './judged.ts';
import { type Patient, Policy } from './patient.ts';
import { soleHolder } from './sole-holder.ts';

const API = 'secretmanager.googleapis.com';
const ACCESSOR = 'roles/secretmanager.secretAccessor';
/** Roles of Google's that hold secretmanager.versions.access. */
const READING = [ACCESSOR, 'roles/secretmanager.admin', 'roles/owner'];

/** https://cloud.google.com/secret-manager/docs/reference/rest/v1/projects.secrets.versions */
const Version = z.object({ name: z.string(), state: z.string().default('STATE_UNSPECIFIED') });

/** What keeps notify from reading the version `projects/P/secrets/S/versions/V`, and who else may. Throws ApiFailure. */
export async function secretFaults(
  version: string,
  { ask, deployment }: Patient,
): Promise<readonly Fault[]> {
  const [, project, , name] = version.split('/');
  const secret = `projects/${project}/secrets/${name}`;
  const own = `${name} --project=${project}`;
  const query = 'options.requestedPolicyVersion=3';
  const policy = await unless([404], ask.get(API, `/v1/${secret}:getIamPolicy?${query}`, Policy));
  if (policy === undefined)
    return [
      {
        says: `There is no ${secret}.`,
        mend: `gcloud secrets create ${own} --replication-policy=automatic --data-file=-`,
      },
    ];
  const readers = policy.bindings.filter(({ role }) => READING.includes(role));
  const holders = soleHolder(
    { bindings: readers },
    { role: ACCESSOR, member: `serviceAccount:${deployment.identities.notify}` },
    { command: 'gcloud secrets', target: own },
  );
  const found = await unless([404], ask.get(API, `/v1/${version}`, Version));
  return [
    ...stateFaults(version, found),
    ...holders.map(({ says, mend }) => ({ says: `${secret}: ${says}`, mend })),
  ];
}

function stateFaults(
  version: string,
  found: z.infer<typeof Version> | undefined,
): readonly Fault[] {
  const [, project, , name] = version.split('/');
  const add = `gcloud secrets versions add ${name} --project=${project} --data-file=-`;
  if (found === undefined) return [{ says: `There is no ${version}.`, mend: add }];
  if (found.state === 'ENABLED') return [];
  const number = found.name.split('/').at(-1);
  const mend =
    found.state === 'DISABLED'
      ? `gcloud secrets versions enable ${number} --secret=${name} --project=${project}`
      : add;
  return [{ says: `${version} is ${found.state}.`, mend }];
}
