import { FUNCTIONS } from './functions.ts';
import type { Identity } from './identity.ts';
import { INFRASTRUCTURE } from './infrastructure.ts';
import { WRITERS } from './writers.ts';

/** Every identity of a deployment, by hand, with all that it may do: a new grant in infra/ is a line here. */
export const IDENTITIES: readonly Identity[] = [...FUNCTIONS, ...WRITERS, ...INFRASTRUCTURE];
