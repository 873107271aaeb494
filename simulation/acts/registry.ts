import type { World } from '../world.ts';
import { constrain, disable, grant, grantOnProject, replace, revoke } from './access.ts';
import {
  apply,
  deploy,
  deployAll,
  deployDefault,
  execute,
  insist,
  makeAgain,
  mend,
  remove,
  touch,
} from './jobs.ts';
import { close, decide, forge, release, sweepNow, throwSwitch } from './operators.ts';
import { reload, waver } from './policy-file.ts';

type Act = (world: World) => Promise<void>;

/** What people do, and how often beside the rest. */
const ACTS: readonly (readonly [times: number, act: Act])[] = [
  [5, deployDefault],
  [1, deployAll],
  [4, deploy],
  [5, insist],
  [2, apply],
  [1, remove],
  [1, makeAgain],
  [1, execute],
  [2, mend],
  [1, touch],
  [3, revoke],
  [2, grant],
  [2, grantOnProject],
  [1, disable],
  [1, replace],
  [1, constrain],
  [2, reload],
  [3, waver],
  [5, decide],
  [5, forge],
  [1, release],
  [3, throwSwitch],
  [1, close],
  [1, sweepNow],
];

/** As many times as they are done. */
export const WEIGHTED_ACTS: readonly Act[] = ACTS.flatMap(([times, act]) =>
  Array.from({ length: times }, () => act),
);
