// Deployed beside each function. Google's builder runs `node start.cjs` once ("gcp-build"), by the very Node that starts the
// function later: what V8 made of index.cjs is kept beside it then, and no start has to compile it again. Without that, or
// with what another V8 made, the function starts all the same, only later. It is kept under a checksum of index.cjs, since
// V8 itself would take that of any file of the same length.
'use strict';
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { constants, Script } = require('node:vm');
const { crc32 } = require('node:zlib');

const FILE = join(__dirname, 'index.cjs');
const WRAPPED = '(function (exports, require, module, __filename, __dirname) {';

const building = require.main === module;
const source = readFileSync(FILE);
const cache = join(__dirname, `index.${crc32(source)}.cache`);
const cachedData = building ? undefined : kept();
const script = new Script(`${WRAPPED}${source.latin1Slice()}\n})`, {
  filename: FILE,
  // So that places in the file are told as if nothing stood before it.
  columnOffset: -WRAPPED.length,
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  ...(cachedData === undefined ? {} : { cachedData }),
});
if (!building && script.cachedDataRejected !== false) {
  const message = `Nothing that Node ${process.version} compiled of this function is beside it, so that starts take longer: deploy it again, and let its "gcp-build" run.`;
  process.stderr.write(`${JSON.stringify({ severity: 'NOTICE', message })}\n`);
}
script.runInThisContext()(exports, require, module, FILE, __dirname);
if (building) {
  // What V8 keeps is what has run by now: what every start needs, and what the function does of a start by itself.
  module.exports.rehearse?.();
  writeFileSync(cache, script.createCachedData());
}

function kept() {
  try {
    return readFileSync(cache);
  } catch {
    return undefined;
  }
}
