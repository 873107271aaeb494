import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'vitest';

/** Parts of a machine that some tests need and that npm does not bring. */
export const PARTS = ['gcloud', 'emulators', 'browser', 'terraform'] as const;
export type Part = (typeof PARTS)[number];

/** Why a part is missing; `undefined` when it is there. */
export function missing(part: Part): string | undefined {
  return FINDERS[part]();
}

/** Parts that must be there: `BAILIFF_REQUIRE=gcloud,emulators,browser` turns a skip into a failure. */
export function required(): readonly string[] {
  return (process.env['BAILIFF_REQUIRE'] ?? '').split(',').filter((name) => name !== '');
}

/** For `beforeEach`: skips the test with the reason, or fails it where the part is required. */
export function needs(part: Part): (context: TestContext) => void {
  const why = missing(part);
  return (context) => {
    if (why === undefined) return;
    if (required().includes(part)) throw new Error(`BAILIFF_REQUIRE names ${part}, but ${why}`);
    context.skip(why);
  };
}

const FINDERS: { readonly [K in Part]: () => string | undefined } = {
  gcloud: () => (found('gcloud') ? undefined : 'the gcloud CLI is not on PATH'),
  emulators: () => {
    if (!found('gcloud')) return 'the emulators come with the gcloud CLI, which is not on PATH';
    if (!found('java')) return 'the emulators need Java, which is not on PATH';
    const absent = ['pubsub-emulator', 'cloud-firestore-emulator'].filter(
      (name) => !existsSync(emulatorFolder(name)),
    );
    return absent.length === 0 ? undefined : `gcloud has no ${absent.join(' and no ')} installed`;
  },
  browser: () => (found('chromium') ? undefined : 'chromium is not on PATH'),
  terraform: () => (found('terraform') ? undefined : 'the terraform CLI is not on PATH'),
};

function found(command: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;
}

/** Where gcloud keeps an emulator, e.g. `cloud-firestore-emulator`. */
export function emulatorFolder(name: string): string {
  return join(sdkRoot(), 'platform', name);
}

let root: string | undefined;

/** Where gcloud is installed. Asked of gcloud itself only where the command is no link into it: that takes a second. */
export function sdkRoot(): string {
  root ??= linkedRoot() ?? toldRoot();
  return root;
}

function linkedRoot(): string | undefined {
  const command = spawnSync('sh', ['-c', 'command -v gcloud']).stdout.toString().trim();
  if (command === '') return undefined;
  const linked = join(realpathSync(command), '../..');
  return existsSync(join(linked, 'lib/gcloud.py')) ? linked : undefined;
}

function toldRoot(): string {
  const asked = spawnSync('gcloud', ['info', '--format=value(installation.sdk_root)']);
  return asked.stdout.toString().trim();
}
