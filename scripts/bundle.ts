// Builds what is deployed, one folder a function: dist/NAME/{index.cjs,index.cjs.map,start.cjs,package.json}.
import { join } from 'node:path';
import { bundleFunction, ROOT } from './bundle/bundle-function.ts';
import { functionNames } from './bundle/functions.ts';

for (const name of functionNames()) {
  const { bytes } = await bundleFunction(name, join(ROOT, 'dist', name));
  process.stdout.write(`dist/${name}: ${(bytes / 1e6).toFixed(2)} MB\n`);
}
