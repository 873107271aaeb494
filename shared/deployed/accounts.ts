import type { Deployment } from '../domain/deployment.ts';
import { FUNCTION_NAMES, type FunctionName } from './parts.ts';

/** Addresses of the accounts that the deployment has beside those that `identities` names. */
export function pushAccount(deployment: Deployment, name: FunctionName): string {
  return own(deployment, `bailiff-push-${name}`);
}

export function buildAccount(deployment: Deployment): string {
  return own(deployment, 'bailiff-build');
}

/** Accounts that only remediate may impersonate. */
export function writers({ identities }: Deployment): readonly string[] {
  const { jobWriter, accountWriter, roleGranter, orgPolicyWriter } = identities;
  return [jobWriter, accountWriter, roleGranter, orgPolicyWriter].filter(
    (email) => email !== undefined,
  );
}

/** Accounts that functions run as. */
export function runners({ identities }: Deployment): readonly string[] {
  const { evaluate, remediate, notify, console, sweep } = identities;
  return [evaluate, remediate, notify, console, sweep].filter((email) => email !== undefined);
}

export function pushAccounts(deployment: Deployment): readonly string[] {
  return FUNCTION_NAMES.map((name) => pushAccount(deployment, name));
}

export function allAccounts(deployment: Deployment): readonly string[] {
  const others = [...pushAccounts(deployment), buildAccount(deployment)];
  return [...runners(deployment), ...writers(deployment), ...others];
}

/** Address of an identity of shared/permissions; `undefined` where the deployment has none, or it is Google's. */
export function addressOf(account: string, deployment: Deployment): string | undefined {
  const [, name] = /^bailiff-(.+)$/.exec(account) ?? [];
  if (name === undefined) return undefined;
  if (name === 'build' || name.startsWith('push-')) return own(deployment, account);
  const key = name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return deployment.identities[key as keyof Deployment['identities']];
}

// Beside evaluate's, so that a domain-scoped project's accounts are named right too.
function own({ identities }: Deployment, id: string): string {
  return `${id}@${identities.evaluate.split('@')[1]}`;
}

export function pubsubAgent(projectNumber: string): string {
  return `serviceAccount:service-${projectNumber}@gcp-sa-pubsub.iam.gserviceaccount.com`;
}

export function schedulerAgent(projectNumber: string): string {
  return `serviceAccount:service-${projectNumber}@gcp-sa-cloudscheduler.iam.gserviceaccount.com`;
}
