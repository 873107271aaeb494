import type { ActionSettings } from '../domain/decision.ts';
import type { ActionId } from '../domain/deployment.ts';
import type { Cap } from '../domain/mode.ts';
import { type Principal, principalText } from '../domain/principal.ts';
import { type Mending, mendingOf } from './mending.ts';
import type { Policy } from './policy.ts';
import { trustOf } from './trust.ts';

/** Which access a finding is about, as its diagnosis has it. */
export interface Access {
  /** Id of the job's project. */
  readonly project: string;
  /** Address of the account; `undefined` when it is not known. */
  readonly account: string | undefined;
  /** Who was refused; asked for `missing-act-as` alone. */
  readonly deployer: Principal | undefined;
}

/**
 * How far the rule's findings go for want of something to do: an action that mends them, that the deployment allows,
 * and that the owner named, by the rule's settings or by a `trust` entry.
 */
export function mendingCaps(
  policy: Policy,
  rule: string,
  settings: ActionSettings | undefined,
  access: Access | undefined,
): readonly Cap[] {
  const mending = mendingOf(rule);
  if (mending === undefined)
    return [ticket(`Bailiff has nothing that mends ${rule}, and only tells.`)];
  const unnamed = unnamedBecause(policy, rule, mending, settings, access);
  return [
    ...(unnamed === undefined ? [] : [ticket(unnamed)]),
    ...actionCap(policy, mending.action),
    ...mostCap(mending),
  ];
}

function ticket(because: string): Cap {
  return { mode: 'ticket', because };
}

function unnamedBecause(
  policy: Policy,
  rule: string,
  { action, by }: Mending,
  settings: ActionSettings | undefined,
  access: Access | undefined,
): string | undefined {
  if (by === 'trust') return untrustedBecause(policy, action, access);
  if (settings !== undefined) return undefined;
  return `The policy names no action for the rule ${rule}, so there is nothing to do but tell.`;
}

function untrustedBecause(
  policy: Policy,
  action: ActionId,
  access: Access | undefined,
): string | undefined {
  if (access?.account === undefined)
    return 'It is not known which account is to be used, so no trust entry of the policy can name it.';
  const { project, account, deployer = { kind: 'unknown' } } = access;
  const trust = trustOf(policy, project, account);
  if (action !== 'grant-act-as')
    return trust === undefined
      ? `No trust entry of the policy lets jobs of ${project} use ${account}.`
      : undefined;
  if (trust !== undefined && trust.membersFor(deployer).length > 0) return undefined;
  return actAsBecause(deployer, account, project);
}

function actAsBecause(deployer: Principal, account: string, project: string): string {
  switch (deployer.kind) {
    case 'unknown':
      return `It is not known who deploys, so no trust entry of the policy can let them act as ${account}.`;
    case 'federated':
    case 'service-agent':
      return `${principalText(deployer)} is a federated identity or a service agent, which no trust entry of the policy can let act as ${account}.`;
    case 'user':
    case 'service-account':
      return `No trust entry of the policy lets ${deployer.email} act as ${account} for jobs of ${project}.`;
  }
}

function actionCap({ allowedActions }: Policy, action: ActionId): readonly Cap[] {
  if (allowedActions.includes(action)) return [];
  return [ticket(`This deployment does not allow the action ${action}.`)];
}

function mostCap({ action, most }: Mending): readonly Cap[] {
  const because = `The action ${action} goes no further than ${most}, whatever the policy says.`;
  return [{ mode: most, because }];
}
