import { FUNCTION_NAMES, FUNCTIONS, type FunctionName } from '../../../shared/deployed/parts.ts';
import { unless } from '../../../shared/gcp/call.ts';
import { APPLY, type Check } from '../check.ts';
import { type Fault, type Judged, judge, wrong } from '../judged.ts';
import type { Patient } from '../patient.ts';
import { type DeployedFunction, readFunction } from '../read-function.ts';

/** Each function is deployed, runs as its own identity, and is reached from inside alone. */
export const functions: Check = {
  id: 'functions',
  probes: (patient) =>
    FUNCTION_NAMES.map((name) => ({
      about: `function bailiff-${name}`,
      look: async () =>
        judgeFunction(name, await unless([404], readFunction(patient, name)), patient),
    })),
};

function judgeFunction(
  name: FunctionName,
  found: DeployedFunction | undefined,
  { deployment, region }: Patient,
): Judged {
  if (found === undefined) return wrong('It is not deployed.', APPLY);
  const { serviceAccountEmail, ingressSettings } = found.serviceConfig;
  const identity = deployment.identities[FUNCTIONS[name].runs];
  const faults: Fault[] = [];
  if (found.state !== 'ACTIVE')
    faults.push({
      says: `Its state is ${found.state}.`,
      mend: `gcloud functions describe bailiff-${name} --gen2 --region=${region} --project=${deployment.project}`,
    });
  if (serviceAccountEmail !== identity)
    faults.push({ says: `It runs as ${serviceAccountEmail ?? 'nobody'}.`, mend: APPLY });
  if (ingressSettings !== 'ALLOW_INTERNAL_ONLY')
    faults.push({ says: `Its ingress is ${ingressSettings ?? 'not set'}.`, mend: APPLY });
  return judge(faults, `It runs as ${identity}.`);
}
