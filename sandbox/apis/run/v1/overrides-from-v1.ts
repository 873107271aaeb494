import type { z } from 'zod';
import { defined } from '../defined.ts';
import type { V2Overrides } from '../job-record.ts';
import { readMessage } from '../v2/read-message.ts';
import { envFromV1 } from './container.ts';
import type { RunJobSchema } from './job-schema.ts';

/** What one execution does otherwise than its job says, in v2's shape. */
export function overridesFromV1(
  overrides: NonNullable<z.infer<typeof RunJobSchema>['overrides']>,
): V2Overrides {
  const { containerOverrides, taskCount, timeoutSeconds } = overrides;
  return readMessage(
    'RunJobRequest.Overrides',
    defined({
      containerOverrides: containerOverrides?.map(({ args, clearArgs, env, name }) =>
        defined({ args, clearArgs, name, env: env?.map((one) => envFromV1(one, new Map())) }),
      ),
      taskCount,
      timeout: timeoutSeconds === undefined ? undefined : `${timeoutSeconds}s`,
    }),
    'overrides',
  );
}
