// Serves the functions as a process of its own, which may be killed at any moment: environments come as JSON in
// FUNCTIONS, addresses go out as one line of JSON. Since EPOCH its clock has run FASTER times as fast.
import { startFunctions } from '../../../sandbox/functions.ts';
import { WIRES } from '../../../sandbox/wires.ts';

const faster = Number(process.env['FASTER']);
const epoch = Number(process.env['EPOCH']);
const real = globalThis.Date;
globalThis.Date = class extends real {
  constructor(...given: ConstructorParameters<DateConstructor> | []) {
    super(...((given.length === 0 ? [now()] : given) as [number]));
  }
  static override now = now;
} as DateConstructor;

function now(): number {
  return epoch + (real.now() - epoch) * faster;
}

const environments = JSON.parse(process.env['FUNCTIONS'] ?? '{}');
const { urls } = await startFunctions(WIRES, (name) => environments[name]);
process.stdout.write(`${JSON.stringify(urls)}\n`);
