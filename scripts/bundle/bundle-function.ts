import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { rolldown } from 'rolldown';
import { platformFetch } from './platform-fetch.ts';

export const ROOT = resolve(import.meta.dirname, '../..');
export const FRAMEWORK = '@google-cloud/functions-framework';

/** What one function is deployed as. */
export interface Bundle {
  /** index.cjs, index.cjs.map, start.cjs and package.json are in it. */
  readonly folder: string;
  /** Of index.cjs, in which all of the function is. */
  readonly bytes: number;
}

const FUNCTION = 'index.cjs';
// Of a .js file the framework asks its package.json what it is, and loads forty modules to find and read that.
const MAIN = 'start.cjs';

/**
 * Builds functions/NAME/index.ts and all that it imports into one minified file, which needs nothing beside it but
 * the functions-framework: that keeps its registered functions in a module, so a bundled copy would not see them. What
 * is imported with `import()` stays unread until then. The same sources give the same bytes wherever the folder is.
 * Google's builder compiles it ahead of the first start: start.cjs says how.
 * https://cloud.google.com/functions/docs/writing/specifying-dependencies-nodejs
 * https://cloud.google.com/docs/buildpacks/nodejs
 *
 * @param folder emptied before anything is written.
 */
export async function bundleFunction(name: string, folder: string): Promise<Bundle> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const bundle = await rolldown({
    cwd: ROOT,
    input: `functions/${name}/index.ts`,
    platform: 'node',
    external: [FRAMEWORK],
    plugins: [platformFetch],
    // What no start runs is not compiled at one, which spares its heap; what runs is compiled as fast either way.
    optimization: { pifeForModuleWrappers: false },
  });
  try {
    const { output } = await bundle.write({
      file: join(folder, FUNCTION),
      format: 'cjs',
      minify: true,
      // One character beyond Latin-1, and V8 keeps two bytes of each.
      charset: 'ascii',
      codeSplitting: false,
      sourcemap: true,
      sourcemapExcludeSources: true,
      sourcemapPathTransform: (source) => relative(ROOT, resolve(folder, source)),
    });
    copyFileSync(join(import.meta.dirname, MAIN), join(folder, MAIN));
    writeFileSync(join(folder, 'package.json'), packageOf(name));
    return { folder, bytes: Buffer.byteLength(output[0].code) };
  } finally {
    await bundle.close();
  }
}

function packageOf(name: string): string {
  const { version, dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const contents = {
    name: `bailiff-${name}`,
    version,
    private: true,
    type: 'commonjs',
    main: MAIN,
    scripts: { 'gcp-build': `node ${MAIN}` },
    engines: { node: '24' },
    dependencies: { [FRAMEWORK]: dependencies[FRAMEWORK] },
  };
  return `${JSON.stringify(contents, null, 2)}\n`;
}
