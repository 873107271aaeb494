import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Bundle, bundleFunction, FRAMEWORK, ROOT } from './bundle-function.ts';

/**
 * Builds the function into a folder that holds, as on Google Cloud, nothing but it, the functions-framework, and what
 * Google's builder makes of the package's `gcp-build`.
 */
export async function deployFunction(name: string, folder: string): Promise<Bundle> {
  const bundle = await bundleFunction(name, folder);
  linkFramework(folder);
  await buildAsGoogle(folder);
  return bundle;
}

/** A link, so that the framework finds what it needs itself where it is installed, and the function does not. */
export function linkFramework(folder: string): void {
  const link = join(folder, 'node_modules', FRAMEWORK);
  mkdirSync(join(link, '..'), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules', FRAMEWORK), link, 'junction');
}

async function buildAsGoogle(folder: string): Promise<void> {
  const { scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  // The Node that starts the function is the one that builds it.
  const env = { ...process.env, PATH: dirname(process.execPath) + delimiter + process.env['PATH'] };
  await promisify(execFile)(scripts['gcp-build'], { cwd: folder, env, shell: true });
}
