import type { Step, StepKind, StepOf } from '../../../shared/domain/plan.ts';
import { type AllowCrossProjectUsePorts, allowCrossProjectUse } from './allow-cross-project-use.ts';
import { assignServiceAccount } from './assign-service-account.ts';
import { type CreateAccountPorts, createAccount } from './create-account.ts';
import { grantActAs } from './grant-act-as.ts';
import type { AccountPolicyPorts } from './grant-on-account.ts';
import { type GrantProjectRolePorts, grantProjectRole } from './grant-project-role.ts';
import { grantTokenCreator } from './grant-token-creator.ts';
import type { Facts, PutBack, Standing, StepEnd, StepRunner, Turn } from './step-runner.ts';
import { type VerifyAccessPorts, verifyAccess } from './verify-access.ts';
import type { VerifyMovePorts } from './verify-move.ts';

export type StepPorts = CreateAccountPorts &
  GrantProjectRolePorts &
  AccountPolicyPorts &
  AllowCrossProjectUsePorts &
  VerifyAccessPorts &
  VerifyMovePorts;

/** Who runs which kind of step; a new kind does not compile until somebody does. */
export const STEPS: { readonly [K in StepKind]: StepRunner<K, StepPorts> } = {
  'create-account': createAccount,
  'grant-project-role': grantProjectRole,
  'grant-act-as': grantActAs,
  'grant-token-creator': grantTokenCreator,
  'allow-cross-project-use': allowCrossProjectUse,
  'verify-access': verifyAccess,
  'assign-service-account': assignServiceAccount,
};

/** A step together with its runner; see StepRunner. */
export interface RunnableStep {
  run(turn: Turn<StepPorts>): Promise<StepEnd>;
  putBack(turn: Turn<StepPorts>): Promise<PutBack>;
  standing(turn: Turn<StepPorts>): Promise<Standing>;
  planned(): string;
  told(after: Facts): string;
}

export function runnable(step: Step): RunnableStep {
  return withRunner(step.kind, step);
}

function withRunner<K extends StepKind>(kind: K, step: StepOf<K>): RunnableStep {
  const runner = STEPS[kind];
  return {
    run: (turn) => runner.run(step, turn),
    putBack: (turn) => runner.putBack(step, turn),
    standing: (turn) => runner.standing(step, turn),
    planned: () => runner.planned(step),
    told: (after) => runner.told(step, after),
  };
}
