import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PlantedFault } from './planted-faults.ts';

const ROOT = join(import.meta.dirname, '../..');
const PARTS = ['functions', 'shared', 'sandbox', 'simulation', 'examples', 'package.json'];

/** A copy of the sources with the fault in it. Throws when a place to plant it at is not there exactly once. */
export function plant({ fault, changes }: PlantedFault) {
  const folder = mkdtempSync(join(tmpdir(), 'bailiff-planted-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    for (const part of PARTS) cpSync(join(ROOT, part), join(folder, part), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    for (const { file, from, to } of changes) {
      const path = join(folder, file);
      const parts = readFileSync(path, 'utf8').split(from);
      if (parts.length !== 2)
        throw new Error(
          `"${fault}" cannot be planted: ${file} holds ${parts.length - 1} times: ${from}`,
        );
      writeFileSync(path, parts.join(to));
    }
    return { folder, remove };
  } catch (error) {
    remove();
    throw error;
  }
}
