import { describe, expect, it } from 'vitest';
import { load } from './loaded.ts';

const faultsOf = (text: string) => {
  const loaded = load(text);
  return loaded.ok ? [] : loaded.faults;
};

describe('loadPolicy refuses quickly', () => {
  const list = (count: number, item: string) => Array.from({ length: count }, () => item).join('');
  it.each([
    ['a huge file', 'a'.repeat(600_000), 'A policy may have 262144 characters; this has 600000.'],
    ['deep lists', '['.repeat(20_000), 'This is nested too deep for a policy.'],
    ['deep maps', '{a: '.repeat(20_000), 'This is nested too deep for a policy.'],
    ['deep blocks', '- '.repeat(20_000), 'This is nested too deep for a policy.'],
    ['an alias bomb', bomb(), 'The file uses more than 50 aliases'],
    [
      'many aliases',
      `a: &a 1\nb:\n${list(1000, '  - *a\n')}`,
      'The file uses more than 50 aliases',
    ],
    [
      'an alias inside itself',
      'rules: &r { default-service-account: *r }',
      '"apiVersion" is required',
    ],
    ['a flood of keys', keys(20_000), '"apiVersion" is required'],
    ['a flood of trusted accounts', trusting(20_000), 'x0 is no address of a service account'],
    ['a flood of one key', 'k: 1\n'.repeat(20_000), '"apiVersion" is required'],
    ['a flood of syntax errors', '}'.repeat(20_000), 'This is not sound YAML'],
  ])('%s', (_, text, message) => {
    const began = process.cpuUsage();
    const faults = faultsOf(text);
    const { user, system } = process.cpuUsage(began);
    // What is quadratic takes minutes. Of its own time alone: a busy machine takes longer and computes no more.
    expect((user + system) / 1e6).toBeLessThan(15);
    expect(faults.some((fault) => fault.message.startsWith(message))).toBe(true);
    expect(faults.length).toBeLessThanOrEqual(200);
  });

  it('and says of more than 200 faults how many are left out', () => {
    const faults = faultsOf(`apiVersion: bailiff/v1\nmanaged:\n${list(500, '  - x\n')}`);
    expect(faults).toHaveLength(200);
    expect(faults.at(-1)).toEqual({
      line: 202,
      column: 5,
      path: '',
      message: 'There are 301 more faults from here on.',
    });
  });
});

function bomb(): string {
  const names = [...'abcdefghij'];
  const lines = names.slice(1).map((name, index) => {
    const before = names[index];
    return `${name}: &${name} [*${before}, *${before}, *${before}, *${before}, *${before}]`;
  });
  return ['a: &a [x, x, x, x, x]', ...lines].join('\n');
}

function trusting(count: number): string {
  const accounts = Array.from({ length: count }, (_, index) => `  - x${index}`);
  const head = ['apiVersion: bailiff/v1', 'trust:', '- projects: [data-dev]', '  accounts:'];
  return [...head, ...accounts].join('\n');
}

function keys(count: number): string {
  return Array.from({ length: count }, (_, index) => `k${index}: 1`).join('\n');
}
