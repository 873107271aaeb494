import { Environment } from '@marcbachmann/cel-js';

/** What an IAM condition may look at: https://cloud.google.com/iam/docs/conditions-attribute-reference */
export interface ConditionContext {
  /** Full resource name. */
  readonly resource: { readonly name: string; readonly service: string; readonly type: string };
  /** `undefined` when it is not known; a condition that asks for it is then neither true nor false. */
  readonly time: Date | undefined;
}

const environment = new Environment({ homogeneousAggregateLiterals: false })
  .registerVariable('request', 'map')
  .registerVariable('resource', 'map');

/** False when Google would refuse to compile the expression. */
export function isCondition(expression: string): boolean {
  try {
    environment.parse(expression);
    return true;
  } catch {
    return false;
  }
}

/** True, false, or `undefined` when the expression asks for something that is not known here. */
export function conditionHolds(expression: string, context: ConditionContext): boolean | undefined {
  try {
    const answer: unknown = environment.evaluate(expression, {
      resource: context.resource,
      request: context.time === undefined ? {} : { time: context.time },
    });
    return typeof answer === 'boolean' ? answer : undefined;
  } catch {
    return undefined;
  }
}
