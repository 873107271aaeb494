import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type Bundle, bundleFunction, FRAMEWORK, ROOT } from './bundle-function.ts';

/** Builds the function into a folder that holds, as on Google Cloud, nothing but it and the functions-framework. */
export async function deployFunction(name: string, folder: string): Promise<Bundle> {
  const bundle = await bundleFunction(name, folder);
  linkFramework(folder);
  return bundle;
}

/** A link, so that the framework finds what it needs itself where it is installed, and the function does not. */
export function linkFramework(folder: string): void {
  const link = join(folder, 'node_modules', FRAMEWORK);
  mkdirSync(join(link, '..'), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules', FRAMEWORK), link, 'junction');
}
