import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './bundle-function.ts';

/** The names of the functions that can be deployed: those that are wired in functions/NAME/index.ts. */
export function functionNames(): readonly string[] {
  const folder = join(ROOT, 'functions');
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'index.ts')))
    .sort();
}
