import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CHECKS } from '../../cli/doctor/checks.ts';
import { localOf, readConfiguration } from '../infra/configuration.ts';

const text = readFileSync('docs/operations.md', 'utf8');
const infra = await readConfiguration('infra');
const Titled = z.record(z.string(), z.object({ title: z.string() }));

/** The section under a heading, up to the next one; `undefined` where there is none. */
function section(title: string): string | undefined {
  const [, rest] = text.split(`\n### ${title}\n`);
  return rest?.split('\n#')[0]?.trim();
}

/** The figures of every table whose first cell begins with a name in backticks. */
const figures: Readonly<Record<string, number>> = Object.fromEntries(
  [...text.matchAll(/^\| `(\w+)`[^|]*\| ([\d.]+) \|/gm)].map(([, name, value]) => [
    name,
    Number(value),
  ]),
);
const figure = (name: string): number => {
  const value = figures[name];
  if (value === undefined) throw new Error(`docs/operations.md has no figure ${name}.`);
  return value;
};

const DAYS = 30;
const CONDITIONS = 25;
const SCHEDULER_JOBS = 2;
const TICKS = DAYS * 24 * 60;
/** Of alerts, in infra. */
const RAISED_BY_MONITORING = ['watched_changes', 'subscription_limits', 'silences'];
const GIBIBYTE = 2 ** 30;

/** USD a month, as the tables of the page have it. */
function cost(projects: number): readonly number[] {
  const events = projects * DAYS * figure('eventsPerProjectAndDay');
  const rechecks = projects * DAYS * figure('jobsPerProject');
  const violations = events * figure('violationShare');
  const messages = violations * figure('messagesPerViolation');
  const calls =
    (events + rechecks) * figure('callsPerEvent') +
    violations * (figure('callsPerViolation') - figure('callsPerEvent')) +
    TICKS * figure('callsPerTick');
  const seconds = calls * figure('secondsPerApiCall');
  const requests = events + rechecks + messages + TICKS;
  const compute =
    seconds * (figure('vcpuSecond') + figure('gibSecond') / 2) +
    (requests / 1e6) * figure('millionRequests');
  const bytes = 2 * (events * figure('eventBytes') + (rechecks + messages + TICKS) * 1000);
  const pubsub = (bytes / 2 ** 40) * figure('pubsubTebibyte');
  const reads =
    (events + rechecks) * figure('readsPerEvent') +
    violations * figure('readsPerViolation') +
    TICKS * figure('readsPerTick');
  const writes =
    (events + rechecks) * figure('writesPerEvent') + violations * figure('writesPerViolation');
  const firestore =
    (reads / 1e5) * figure('hundredThousandReads') +
    (writes / 1e5) * figure('hundredThousandWrites');
  const logged = (requests * figure('logBytesPerRequest')) / GIBIBYTE;
  const logs = Math.max(0, logged - 50) * figure('logGibibyte');
  const fixed = SCHEDULER_JOBS * figure('schedulerJob') + CONDITIONS * figure('alertCondition');
  const parts = [compute, pubsub, firestore, logs, fixed];
  return [...parts, parts.reduce((sum, part) => sum + part, 0)];
}

describe('docs/operations.md', () => {
  it('says of every kind of alert what it means and what to do', () => {
    const kinds = Object.keys(localOf(infra, 'alert_kinds') as Readonly<Record<string, unknown>>);
    expect(kinds.filter((kind) => (section(kind)?.length ?? 0) < 60)).toEqual([]);
  });

  it('says so of every alert that Cloud Monitoring raises by itself', () => {
    const titles = RAISED_BY_MONITORING.flatMap((name) =>
      Object.values(Titled.parse(localOf(infra, name))).map(({ title }) => title),
    );
    expect(titles).toHaveLength(6);
    expect(titles.filter((title) => (section(title)?.length ?? 0) < 40)).toEqual([]);
  });

  it('has a line for every check of doctor, in its order', () => {
    const [, table] = text.split('| check | looks at | by |');
    const rows = [...(table?.split('\n\n')[0] ?? '').matchAll(/^\| `([\w-]+)` \|/gm)];
    expect(rows.map(([, id]) => id)).toEqual(CHECKS.map(({ id }) => id));
  });

  it.each([10, 1_000, 10_000])('works out what %i projects cost a month', (projects) => {
    const cells = cost(projects).map((part) => part.toFixed(2));
    expect(text).toContain(`| ${projects.toLocaleString('en')} | ${cells.join(' | ')} |`);
  });

  it('counts as many alert conditions as infra has', () => {
    const counted = ['alert_kinds', ...RAISED_BY_MONITORING].flatMap((name) =>
      Object.keys(localOf(infra, name) as Readonly<Record<string, unknown>>),
    );
    expect(counted).toHaveLength(CONDITIONS);
  });
});

describe('the commands that the docs name', () => {
  const help = (...args: readonly string[]) =>
    execFileSync(process.execPath, ['cli/bailiff.ts', ...args, '--help']).toString();
  const commandsIn = (shown: string) =>
    [...shown.matchAll(/^ {2}([a-z]+)(?: |$)/gm)].flatMap(([, name]) => name ?? []);

  it('are there', () => {
    const known = new Set(commandsIn(help()));
    for (const group of ['policy', 'sandbox'])
      for (const name of commandsIn(help(group))) known.add(`${group} ${name}`);
    const pages = ['README.md', ...readdirSync('docs').map((name) => `docs/${name}`)];
    const named = pages
      .filter((page) => page.endsWith('.md'))
      .flatMap((page) =>
        [
          ...readFileSync(page, 'utf8').matchAll(
            /(?:bailiff --|`bailiff) ((?:policy |sandbox )?[a-z]+)/g,
          ),
        ].map(([, name]) => ({ page, name })),
      );
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter(({ name }) => !known.has(name ?? ''))).toEqual([]);
  });
});
