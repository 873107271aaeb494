import type { StepOf } from '../../../shared/domain/plan.ts';
import { ApiFailure } from '../../../shared/gcp/api-failure.ts';
import type { Account, RememberPorts } from './remember-if-ours.ts';
import type { Turn } from './step-runner.ts';

export interface MakeAccountPorts extends RememberPorts {
  /** As the accountWriter identity. */
  readonly accountWriter: {
    get(email: string): Promise<Account | undefined>;
    /** Throws ApiFailure 409 when the project has such an account already. */
    create(account: {
      readonly project: string;
      readonly accountId: string;
      readonly displayName: string;
      readonly description: string;
    }): Promise<Account>;
  };
}

const LONGEST_DESCRIPTION = 256;

/** `taken` when the project has an account of that id by now, `full` when it may have no more accounts at all. */
export async function makeAccount(
  { project, accountId, displayName, nonce }: StepOf<'create-account'>,
  { resource, ports }: Turn<MakeAccountPorts>,
): Promise<Account | 'taken' | 'full'> {
  // The nonce first, so that it stays whole whatever is cut off.
  const description = `Bailiff ${nonce} made it for ${resource}`.slice(0, LONGEST_DESCRIPTION);
  try {
    return await ports.accountWriter.create({ project, accountId, displayName, description });
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    if (error.status === 409) return 'taken';
    // Other answers of this code ask for patience only.
    if (/number of service accounts/i.test(error.message)) return 'full';
    throw error;
  }
}
