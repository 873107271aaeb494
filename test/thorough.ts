const thorough = process.env['BAILIFF_THOROUGH'] === '1';

/** How often something random is tried: `usually`, or as often as BAILIFF_THOROUGH=1 has it. */
export function tries(usually: number, thoroughly: number): number {
  return thorough ? thoroughly : usually;
}
