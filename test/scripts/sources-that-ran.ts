import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

interface Coverage {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly {
      readonly ranges: readonly { readonly startOffset: number; readonly count: number }[];
    }[];
  }[];
}

/** The sources of the bundle of which at least one function ran when the bundle was loaded, as V8 counted them. */
export function sourcesThatRan(folder: string): ReadonlySet<string> {
  const file = join(folder, 'index.cjs');
  const map = new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')));
  const lines = lineStarts(readFileSync(file, 'utf8'));
  const ran = new Set<string>();
  for (const { functions } of coverageOf(folder, pathToFileURL(file).href))
    for (const { ranges } of functions) {
      const [whole] = ranges;
      if (whole === undefined || whole.count === 0) continue;
      const line = lines.findLastIndex((start) => start <= whole.startOffset);
      const entry = map.findEntry(line, whole.startOffset - (lines[line] ?? 0));
      if ('originalSource' in entry) ran.add(entry.originalSource);
    }
  return ran;
}

function coverageOf(folder: string, url: string): Coverage['result'] {
  const covered = mkdtempSync(join(tmpdir(), 'coverage-'));
  try {
    const env = { ...process.env, NODE_V8_COVERAGE: covered };
    execFileSync(process.execPath, ['-e', "require('./index.cjs')"], { cwd: folder, env });
    return readdirSync(covered)
      .flatMap((name) => {
        const coverage: Coverage = JSON.parse(readFileSync(join(covered, name), 'utf8'));
        return coverage.result;
      })
      .filter((script) => script.url === url);
  } finally {
    rmSync(covered, { recursive: true });
  }
}

function lineStarts(text: string): readonly number[] {
  return [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
}
