import { pushAccount } from '../../../shared/deployed/accounts.ts';
import { FUNCTION_NAMES, type FunctionName } from '../../../shared/deployed/parts.ts';
import type { IamPolicy } from '../../../shared/domain/iam-policy.ts';
import { shellWord } from '../../../shared/domain/shell-word.ts';
import { unless } from '../../../shared/gcp/call.ts';
import { APPLY, type Check } from '../check.ts';
import { holdersAbove } from '../holders-above.ts';
import { type Fault, type Judged, judge, ok, wrong } from '../judged.ts';
import { type Patient, Policy } from '../patient.ts';
import { readService, type Service, servicePath } from '../read-service.ts';
import { soleHolder } from '../sole-holder.ts';

const INVOKER = 'roles/run.invoker';
/** Roles whose point is to invoke; wider ones change the functions too, and are their holders' for that. */
const INVOKING = [INVOKER, 'roles/run.servicesInvoker'];

/**
 * Cloud Run checks who calls each function, and lets its own subscription's identity alone; whoever is let in to the
 * console is known by name. The signature of a push is checked there and nowhere else.
 */
export const invokers: Check = {
  id: 'invokers',
  probes: (patient) => [
    ...FUNCTION_NAMES.map((name) => ({
      about: `invokers of bailiff-${name}`,
      look: () => lookAtPushed(name, patient),
    })),
    { about: 'invokers of bailiff-console', look: () => lookAtConsole(patient) },
    { about: 'invokers of everything', look: () => lookAbove(patient) },
  ],
};

async function lookAtPushed(name: FunctionName, patient: Patient): Promise<Judged> {
  const service = await unless([404], readService(patient, name));
  if (service === undefined) return wrong('There is no such Cloud Run service.', APPLY);
  const member = `serviceAccount:${pushAccount(patient.deployment, name)}`;
  const policy = await policyOf(name, patient);
  const faults = [
    ...unchecked(name, service, patient),
    ...soleHolder(policy, { role: INVOKER, member }, line(name, patient)),
  ];
  return judge(faults, `${member} alone may call it, and Cloud Run checks who does.`);
}

async function lookAtConsole(patient: Patient): Promise<Judged> {
  const service = await unless([404], readService(patient, 'console'));
  if (service === undefined) return ok('There is no console.');
  const policy = await policyOf('console', patient);
  const wanted = await callersOf(service, patient);
  const held = (policy.bindings ?? []).flatMap(({ role, members }) =>
    members.map((member) => ({ role, member })),
  );
  const { command, target } = line('console', patient);
  const strangers = held
    .filter(({ role, member }) => role !== INVOKER || !wanted(member))
    .map(({ role, member }) => ({
      says: `${member} holds ${role} on it.`,
      mend: `${command} remove-iam-policy-binding ${target} --member=${shellWord(member)} --role=${shellWord(role)}`,
    }));
  const faults = [...unchecked('console', service, patient), ...strangers];
  const all = held.map(({ member }) => member).join(', ');
  return judge(faults, `Cloud Run lets in ${all || 'nobody'}.`);
}

/**
 * Whom the deployment lets in: those that Terraform's output names, or the proxy alone. Where neither is known, anybody
 * who is named; everybody never.
 */
async function callersOf(
  { environment }: Service,
  patient: Patient,
): Promise<(member: string) => boolean> {
  const { consoleInvokers } = patient;
  if (consoleInvokers !== undefined) return (member) => consoleInvokers.includes(member);
  if (environment['BAILIFF_CONSOLE_CALLERS'] !== 'iap')
    return (member) => /^(?:user|group|serviceAccount):/.test(member);
  const agent = `serviceAccount:service-${await patient.projectNumber()}@gcp-sa-iap.iam.gserviceaccount.com`;
  return (member) => member === agent;
}

/** Who may invoke whatever is in the project, by a role on it or above. */
async function lookAbove(patient: Patient): Promise<Judged> {
  const { ids, faults } = await holdersAbove(patient, INVOKING);
  return judge(faults, `Nobody may by a role on ${ids.join(', ')}.`);
}

function unchecked(
  name: string,
  { invokerIamDisabled }: Service,
  patient: Patient,
): readonly Fault[] {
  if (!invokerIamDisabled) return [];
  const { command, target } = line(name, patient);
  return [
    {
      says: 'Cloud Run does not check who calls it: everybody may, as whoever he says.',
      mend: `${command} update ${target} --invoker-iam-check`,
    },
  ];
}

function line(name: string, { deployment, region }: Patient) {
  const target = `bailiff-${name} --region=${region} --project=${deployment.project}`;
  return { command: 'gcloud run services', target };
}

function policyOf(name: FunctionName | 'console', patient: Patient): Promise<IamPolicy> {
  const path = `${servicePath(patient, name)}:getIamPolicy?options.requestedPolicyVersion=3`;
  return patient.ask.get('run.googleapis.com', path, Policy);
}
