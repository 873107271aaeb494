import { accountEmail } from '../../shared/domain/account-email.ts';
import type { IamPolicy } from '../../shared/domain/iam-policy.ts';
import type { Plan, Step } from '../../shared/domain/plan.ts';
import { CONSTRAINT } from '../../shared/engine/diagnosis/mending.ts';
import { ApiFailure } from '../../shared/gcp/api-failure.ts';
import type { OrgPolicy } from '../../shared/gcp/own-org-policies.ts';

/** Reads, as remediate itself, what a plan would write to. */
export interface BoundStatePorts {
  readonly accounts: {
    get(email: string): Promise<{ readonly uniqueId: string } | undefined>;
    policy(email: string): Promise<IamPolicy>;
  };
  readonly readers: { readonly projects: { policy(name: string): Promise<IamPolicy> } };
  readonly ownOrgPolicies: {
    read(place: string, constraint: string): Promise<OrgPolicy | undefined>;
  };
}

const ABSENT = 'not there';

/** What stands where the plan would write, each thing in words with its etag or unique id. Throws ApiFailure. */
export async function boundState(
  { steps }: Plan,
  ports: BoundStatePorts,
): Promise<Readonly<Record<string, string>>> {
  const entries: (readonly [string, string])[] = [];
  for (const step of steps) entries.push(...(await stateFor(step, ports)));
  return Object.fromEntries(entries);
}

async function stateFor(
  step: Step,
  { accounts, readers, ownOrgPolicies }: BoundStatePorts,
): Promise<readonly (readonly [string, string])[]> {
  const account = async (email: string) =>
    [`the service account ${email}`, (await accounts.get(email))?.uniqueId ?? ABSENT] as const;
  switch (step.kind) {
    case 'create-account':
      return [await account(accountEmail(step.accountId, step.project))];
    case 'assign-service-account':
      return [await account(step.to)];
    case 'grant-project-role': {
      const policy = await readers.projects.policy(`projects/${step.project}`);
      return [[`the IAM policy of project ${step.project}`, policy.etag ?? ABSENT]];
    }
    case 'grant-act-as':
    case 'grant-token-creator': {
      const policy = await unlessAbsent(accounts.policy(step.account));
      return [[`the IAM policy of ${step.account}`, policy?.etag ?? ABSENT]];
    }
    case 'allow-cross-project-use': {
      const policy = await ownOrgPolicies.read(`projects/${step.project}`, CONSTRAINT);
      return [[`${CONSTRAINT} in ${step.project}`, policy?.etag ?? ABSENT]];
    }
    case 'verify-access':
      return [];
  }
}

/** An account that the plan is still to make has no policy. */
async function unlessAbsent(reading: Promise<IamPolicy>): Promise<IamPolicy | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof ApiFailure && error.status === 404) return undefined;
    throw error;
  }
}
