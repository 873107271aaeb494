import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emulatorFolder } from '../../requirements.ts';
import { runEmulator } from '../../run-emulator.ts';

/** Google's Pub/Sub emulator, with nothing in it. */
export async function startPubsub() {
  const folder = mkdtempSync(join(tmpdir(), 'bailiff-pubsub-'));
  const launcher = `${emulatorFolder('pubsub-emulator')}/bin/cloud-pubsub-emulator`;
  const emulator = await runEmulator(launcher, [`--data-dir=${folder}`], 'Server started');
  const url = `http://${emulator.host}`;
  const stop = () => {
    emulator.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  const call = async (method: string, path: string, body: object = {}): Promise<unknown> => {
    const init = { method, headers: { 'content-type': 'application/json' } };
    const response = await fetch(`${url}/v1/${path}`, { ...init, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
    return response.json();
  };
  return { url, call, stop };
}
