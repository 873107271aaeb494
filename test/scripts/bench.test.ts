import { spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';

interface Figures {
  readonly coldStart: {
    readonly bareMilliseconds: number;
    readonly functions: Readonly<
      Record<string, { milliseconds: number; ratio: number; cpuRatio?: number; atMost?: number }>
    >;
  };
  readonly memory: Readonly<
    Record<
      string,
      {
        events: readonly number[];
        megabytes: readonly number[];
        growth: number;
        atMostMegabytes: number;
      }
    >
  >;
  readonly apiCalls: Readonly<
    Record<string, { total: number; byKind: Readonly<Record<string, number>> }>
  >;
}

describe('npm run bench', () => {
  let figures: Figures;
  let progress = '';
  beforeAll(() => {
    const run = spawnSync(process.execPath, ['scripts/bench.ts', '--quick'], { encoding: 'utf8' });
    if (run.status !== 0) throw new Error(run.stderr);
    progress = run.stderr;
    figures = JSON.parse(run.stdout);
  }, 240_000);

  it('prints one JSON object, and its progress elsewhere', () => {
    expect(Object.keys(figures)).toEqual(['coldStart', 'memory', 'apiCalls']);
    expect(progress).toMatch(/^bench: .+\n/m);
  });

  it('compares the first event of each function with that of a bare one', () => {
    const { bareMilliseconds, functions } = figures.coldStart;
    expect(Object.keys(functions)).toEqual([
      'evaluate',
      'notify',
      'console',
      'remediate',
      'sweep',
      'remediateAndWrite',
    ]);
    expect(bareMilliseconds).toBeGreaterThan(10);
    for (const { milliseconds, ratio } of Object.values(functions)) {
      expect(milliseconds).toBeGreaterThan(10);
      // Both are rounded.
      expect(ratio).toBeCloseTo(milliseconds / bareMilliseconds, 0);
    }
    // One start of each: half above what eleven come to, and below what a client too many costs.
    const most = { evaluate: 2.2, notify: 1.9, console: 1.8, remediate: 2.5, sweep: 1.9 };
    for (const [name, bound] of Object.entries(most))
      expect(functions[name]?.cpuRatio ?? 1, name).toBeLessThan(bound);
    expect(Object.values(functions).map(({ atMost }) => atMost)).toEqual([
      1.5,
      1.5,
      1.5,
      3,
      3,
      undefined,
    ]);
  });

  it('weighs evaluate early and late', () => {
    expect(figures.memory).toEqual({
      evaluate: {
        events: [20, 60],
        megabytes: [expect.any(Number), expect.any(Number)],
        growth: expect.any(Number),
        atMostMegabytes: 160,
      },
    });
    for (const megabytes of figures.memory['evaluate']?.megabytes ?? []) {
      expect(megabytes).toBeGreaterThan(30);
      expect(megabytes).toBeLessThan(1000);
    }
  });

  it('counts the calls of every kind of change, and only reads for a compliant job', () => {
    const { apiCalls } = figures;
    expect(Object.keys(apiCalls)).toEqual([
      'compliant',
      'ticketed',
      'remediatedByCreate',
      'deniedCrossProject',
    ]);
    for (const { total, byKind } of Object.values(apiCalls))
      expect(Object.values(byKind).reduce((sum, times) => sum + times, 0)).toBe(total);
    const job = 'v2/projects/NAME/locations/NAME/jobs/NAME';
    expect(apiCalls['compliant']?.byKind[`GET ${job}`]).toBe(1);
    const changing = Object.keys(apiCalls['compliant']?.byKind ?? {}).filter(
      (kind) => !/^GET |:(getIamPolicy|getAncestry|troubleshoot)$/.test(kind),
    );
    expect(changing).toEqual([]);
    expect(apiCalls['remediatedByCreate']?.byKind).toMatchObject({
      'POST v1/projects/NAME/serviceAccounts': 1,
      // Asked first whether it would be taken.
      [`PATCH ${job}`]: 2,
    });
  });
});
