import { approvesNoOwnDeploy } from './approves-no-own-deploy.ts';
import type { Check } from './check.ts';
import { comesDue } from './comes-due.ts';
import { converges } from './converges.ts';
import { decidesByTheWorld } from './decides-by-the-world.ts';
import { journalsItsWrites } from './journals-its-writes.ts';
import { keepsTheLimits } from './keeps-the-limits.ts';
import { lendsNoIdentity } from './lends-no-identity.ts';
import { letsSettle } from './lets-settle.ts';
import { losesNoBinding } from './loses-no-binding.ts';
import { losesNoEvent } from './loses-no-event.ts';
import { modeOnlyGoesDown } from './mode-only-goes-down.ts';
import { noGrantOutsideTrust } from './no-grant-outside-trust.ts';
import { nothingOnUnknown } from './nothing-on-unknown.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { staysWithinTheDeployment } from './stays-within-the-deployment.ts';
import { tellsNoSecret } from './tells-no-secret.ts';
import { tellsOfWidening } from './tells-of-widening.ts';
import { writesOnce } from './writes-once.ts';

/** In the order of the Nevers, and then what is promised besides. */
export const CHECKS: readonly Check[] = [
  noGrantOutsideTrust,
  decidesByTheWorld,
  losesNoBinding,
  journalsItsWrites,
  keepsTheLimits,
  nothingOnUnknown,
  losesNoEvent,
  writesOnce,
  tellsNoSecret,
  modeOnlyGoesDown,
  lendsNoIdentity,
  staysWithinTheDeployment,
  tellsOfWidening,
  approvesNoOwnDeploy,
  oneAtATime,
  letsSettle,
  comesDue,
  converges,
];
