import {
  type Condition,
  type Diagnosis,
  isCrossProject,
} from '../../../shared/domain/diagnosis.ts';
import type { Step } from '../../../shared/domain/plan.ts';
import { parsePrincipal } from '../../../shared/domain/principal.ts';
import type { Subject } from '../../../shared/domain/subject.ts';
import { serviceAgentOf } from '../../../shared/engine/diagnosis/facts.ts';
import type { Trust } from '../../../shared/policy/trust.ts';
import { type Hold, type Task, ticketHold } from './action.ts';

/**
 * A step for each condition that is missing, in the order of the diagnosis, and last the one that checks them all; a
 * hold when any is not known, or missing in a way that no grant which trust names would mend.
 */
export function missingSteps(
  diagnosis: Diagnosis,
  trust: Trust,
  { subject }: Pick<Task<Subject>, 'subject'>,
): { readonly kind: 'steps'; readonly steps: readonly Step[] } | Hold {
  // Who deploys a job that is there has deployed it.
  const needed = diagnosis.conditions.filter(
    ({ id }) => subject.kind === 'attempted' || id !== 'act-as',
  );
  const unknown = needed.find(({ state }) => state === 'unknown');
  if (unknown !== undefined)
    return ticketHold(`Nothing is granted on what is unknown. ${unknown.because}`);
  const steps: Step[] = [];
  for (const condition of needed.filter(({ state }) => state === 'missing')) {
    const mending = condition.fix.length === 0 ? [] : stepsFor(condition, diagnosis, trust);
    if (mending.length === 0) return ticketHold(unmendable(condition, diagnosis));
    steps.push(...mending);
  }
  if (steps.length === 0) return ticketHold('Nothing is missing that Bailiff could grant.');
  const { project, account, deployer } = diagnosis;
  if (account.uniqueId === undefined)
    return ticketHold(`The unique id of ${account.email} is not known, so nothing is granted.`);
  const check = { kind: 'verify-access', project, ...grantedOn(diagnosis) } as const;
  const asked = subject.kind === 'attempted' ? deployer : undefined;
  return { kind: 'steps', steps: [...steps, { ...check, deployer: asked }] };
}

function stepsFor({ id }: Condition, diagnosis: Diagnosis, trust: Trust): readonly Step[] {
  const { account, project, deployer } = diagnosis;
  const on = grantedOn(diagnosis);
  switch (id) {
    case 'act-as':
      return trust
        .membersFor(parsePrincipal(deployer))
        .map((member) => ({ kind: 'grant-act-as', ...on, member }));
    case 'token-minting': {
      if (!isCrossProject(diagnosis)) return [];
      const member = `serviceAccount:${serviceAgentOf(project)}`;
      return [{ kind: 'grant-token-creator', ...on, member }];
    }
    case 'cross-project-use':
      return account.project === undefined
        ? []
        : [{ kind: 'allow-cross-project-use', project: account.project }];
    case 'account-usable':
      return [];
  }
}

/** The very account that was diagnosed. */
function grantedOn({ account: { email, uniqueId } }: Diagnosis) {
  return { account: email, ...(uniqueId === undefined ? {} : { uniqueId }) };
}

function unmendable({ id, fix, because }: Condition, { account, deployer }: Diagnosis): string {
  if (id === 'act-as' && deployer === undefined)
    return `It is not known who deploys, so nobody is let act as ${account.email}.`;
  if (id === 'act-as' && fix.length > 0)
    return `No trust entry names ${deployer} for ${account.email}, so nobody is let act as it.`;
  return `No grant of Bailiff's mends all that is missing, so nothing is granted. ${because}`;
}
