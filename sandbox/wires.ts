import { wire as evaluate } from '../functions/evaluate/index.ts';
import { wire as notify } from '../functions/notify/index.ts';
import { wire as remediate } from '../functions/remediate/index.ts';
import { wire as sweep } from '../functions/sweep/index.ts';
import type { Pushed } from './delivery/topic.ts';
import type { Wire } from './functions.ts';

/** The functions as they are deployed. */
export const WIRES: Readonly<Record<Pushed, Wire>> = { evaluate, remediate, notify, sweep };
