import { emulatorFolder } from '../../../requirements.ts';
import { type Emulator, runEmulator } from '../../../run-emulator.ts';

/** Starts Google's Firestore emulator, with nothing in it. */
export function startEmulator(): Promise<Emulator> {
  const launcher = `${emulatorFolder('cloud-firestore-emulator')}/cloud_firestore_emulator`;
  return runEmulator(launcher, ['start'], 'is now running');
}
