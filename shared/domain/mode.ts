/** How far Bailiff goes, lowest first: record, tell, plan and wait, act. */
export const MODES = ['observe', 'ticket', 'approve', 'remediate'] as const;
export type Mode = (typeof MODES)[number];

export function lower(a: Mode, b: Mode): Mode {
  return MODES.indexOf(a) <= MODES.indexOf(b) ? a : b;
}

/** True when `mode` goes at least as far as `floor`. */
export function reaches(mode: Mode, floor: Mode): boolean {
  return MODES.indexOf(mode) >= MODES.indexOf(floor);
}

/** A reason why a mode may not be exceeded, in words for the person who reads the finding. */
export interface Cap {
  readonly mode: Mode;
  readonly because: string;
}
