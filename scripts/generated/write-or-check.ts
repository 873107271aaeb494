import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes a generated file of this repository; with `--check` it only says whether the file is what it should be. */
export function writeOrCheck(path: string, wanted: string, command: string): void {
  const file = join(import.meta.dirname, '../..', path);
  if (!process.argv.includes('--check')) {
    writeFileSync(file, wanted);
  } else if (present(file) !== wanted) {
    process.stderr.write(`${path} is not what the code says: run ${command}.\n`);
    process.exitCode = 1;
  }
}

function present(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
