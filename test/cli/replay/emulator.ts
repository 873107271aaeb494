import { startEmulator } from '../../emulator.ts';

/** Google's Pub/Sub emulator, with nothing in it. */
export async function startPubsub() {
  const { host, stop } = await startEmulator('Pub/Sub');
  const url = `http://${host}`;
  const call = async (method: string, path: string, body: object = {}): Promise<unknown> => {
    const init = { method, headers: { 'content-type': 'application/json' } };
    const response = await fetch(`${url}/v1/${path}`, { ...init, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
    return response.json();
  };
  return { url, call, stop };
}
